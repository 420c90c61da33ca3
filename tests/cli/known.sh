#!/usr/bin/env bash
# Numbers and names that people know, in a database: check digits that SQL finds
# right, two columns that are one point, digests one can join on, addresses.
. "$(dirname "$0")/../lib/lib.sh"

profile=$T/known.yaml
cat >"$profile" <<'END'
version: 1
name: known
seed: 5
tables:
  - name: person
    rows: 3000
    primary_key: [id]
    columns:
      - {name: id,       type: int, serial: {}}
      - {name: email,    type: varchar(80), template: {text: "u{id}@example.com"}}
      - {name: phone,    type: varchar(20), phone: {country: gb}, unique: true}
      - {name: card,     type: char(16), card: {}, unique: true}
      - {name: ean,      type: char(13), ean: {}, unique: true}
      - {name: iban,     type: char(22), iban: {}, unique: true}
      - {name: title,    type: text, words: {list: product}}
      - {name: slug,     type: varchar(30), slug: {of: title, number: true}, unique: true}
      - {name: digest,   type: char(64), hash: {of: email}}
      - {name: lat,      type: "numeric(9,6)", geo: {part: lat, lat: 52.52, lon: 13.405, radius_km: 20}}
      - {name: lon,      type: "numeric(9,6)", geo: {part: lon, with: lat}, nulls: 0.1}
      - {name: at,       type: text, geo: {with: lat}}
      - {name: street,   type: text, words: {list: street, locale: fr}}
      - {name: house,    type: int,  int: {min: 1, max: 99}}
      - {name: postcode, type: text, pattern: {text: "#####"}}
      - {name: city,     type: text, words: {list: fr/city}}
      - {name: address,  type: text, template: {form: address, locale: fr}}
  - name: event
    rows: 9000
    primary_key: [id]
    columns:
      - {name: id,        type: int, serial: {}}
      - {name: person_id, type: int, ref: {table: person}}
      - {name: who,       type: char(64), hash: {of: person_id.email}}
      - {name: place,     type: text, copy: {from: person_id.at}}
END

db=$T/known.sqlite
q() { sqlite3 "$db" "$1"; }

run_cmd with_timeout 60 "$SEEDMILL" load "$profile" --to "sqlite:$db" -q
is_status 0 "the profile loads"
run_cmd with_timeout 60 "$SEEDMILL" verify "$profile" --to "sqlite:$db"
is_status 0 "and what was read back is what was made"

# Digits of a number weighed from the right: w on every second, and the sum of
# the digits of the product if $3 is 1. What is left of it mod 10 must be 0.
weighed()
{
	q "with recursive d(id, i, v) as (
		select id, 1, substr($1, length($1), 1) + 0 from person
		union all
		select d.id, i + 1, substr(p.$1, length(p.$1) - i, 1) + 0
		from d join person p on p.id = d.id where i < length(p.$1)),
	w(id, x) as (select id, v * (case i % 2 when 0 then $2 else 1 end) from d)
	select count(*) from (select id, sum(case when $3 then x / 10 + x % 10 else x end) s
		from w group by id) where s % 10 <> 0"
}

is_equal "$(weighed card 2 1)" 0 "cards: Luhn's sum is a multiple of ten"
is_equal "$(weighed ean 3 0)" 0 "articles: GS1's sum is a multiple of ten"

# The rest behind "DE" and its digits, D = 13, E = 14: mod 97 it must be 1.
# In two steps, as 24 digits are too many for an integer.
is_equal "$(q "select count(*) from person where
	((substr(iban, 5, 9) % 97 * 1000000000 + substr(iban, 14, 9)) % 97 * 1000000
	 + 131400 + substr(iban, 3, 2)) % 97 <> 1")" 0 "IBANs: mod 97 is 1"

is_equal "$(q "select count(*) from person
	where lon is not null and at <> printf('%.6f,%.6f', lat, lon)")" 0 \
	"the two coordinates are the point"
is_equal "$(q "select count(*) from event e
	join person p on p.id = e.person_id where e.place <> p.at")" 0 \
	"a copied point is the person's"
is_equal "$(q "select count(*) from event e
	join person p on p.digest = e.who where p.id = e.person_id")" 9000 \
	"digests of two tables can be joined on"
is_equal "$(q "select count(*) from person
	where slug not like '%-' || id or length(slug) > 30")" 0 \
	"slugs end in the row's number"
is_equal "$(q "select count(*) from person
	where address <> house || ' ' || street || ', ' || postcode || ' ' || city")" 0 \
	"addresses are written the French way"

# What a range has no room for is refused with both numbers.
sed 's/rows: 3000/rows: 20001/' "$profile" >"$T/many.yaml"
run_cmd "$SEEDMILL" plan "$T/many.yaml"
is_status 3 "more rows than numbers are refused"
err_has 'needs 20,001 distinct values, gb has 20,000 numbers' "with both of them"
