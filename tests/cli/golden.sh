#!/usr/bin/env bash
# The shipped profiles make the same values as when they were last looked at.
. "$(dirname "$0")/../lib/lib.sh"

mkdir "$T/now"
holds "every shipped profile can be made" tests/golden/update.sh "$T/now"
for profile in profiles/*.yaml; do
	[ "$profile" = profiles/typo.yaml ] && continue     # wrong on purpose
	name=$(basename "$profile" .yaml)
	holds "$name makes the values that tests/golden has (else: make golden)" \
		diff -u "tests/golden/$name.digests" "$T/now/$name.digests"
done
