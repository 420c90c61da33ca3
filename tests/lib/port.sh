# shellcheck shell=bash
# port.sh - free_port: a loopback port on which nobody answers
#
# Somebody may still take it before the server does: who starts one tries again.

free_port()
{
	local port

	for _ in $(seq 100); do
		port=$((20000 + RANDOM % 12000))
		(: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null && continue
		printf '%s\n' "$port"
		return 0
	done
	return 1
}
