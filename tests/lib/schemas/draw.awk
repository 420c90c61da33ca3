# draw.awk - numbers drawn from a seed, the same under every awk; and lists of words
#
# Lehmer's generator modulo 2^31 - 1: its products stay below 2^53, so they are exact.

function draw_seed(seed)
{
	draw_state = (seed * 48271 + 12345) % 2147483646 + 1
	draw(1, 2); draw(1, 2); draw(1, 2)
}

# A whole number from a to b.
function draw(a, b)
{
	draw_state = draw_state * 16807 % 2147483647
	return a + int((draw_state - 1) / 2147483646 * (b - a + 1))
}

function chance(percent) { return draw(1, 100) <= percent }

# One of the words of a list; "" of an empty one.
function pick(list,    n)
{
	n = split(list, words_now, " ")
	return n ? words_now[draw(1, n)] : ""
}

function count(list) { return split(list, words_now, " ") }
function nth(list, i) { split(list, words_now, " "); return words_now[i] }
function has(list, word) { return index(" " list " ", " " word " ") > 0 }
function join_words(list, by) { gsub(/ /, by, list); return list }
# The list and another word. A function, as `x = x (x ? " " : "") y` is what gawk 5.2
# frees twice.
function more(list, word) { return list == "" ? word : list " " word }
function most(a, b) { return a > b ? a : b }
function least(a, b) { return a < b ? a : b }

# One of a list whose words have _ for blanks.
function pick_text(list) { list = pick(list); gsub(/_/, " ", list); return list }
