#!/usr/bin/env bash
# Codes, values in an order, bounds that grow with the scale, texts of exact
# length: what a profile asks for is what the database holds.
. "$(dirname "$0")/../lib/lib.sh"

profile=$T/codes.yaml
cat >"$profile" <<'END'
version: 1
name: codes
seed: 11
as_of: 2026-01-01T00:00:00Z
tables:
  - name: region
    fixed: 5
    primary_key: [id]
    columns:
      - {name: id,   type: int,        serial: {start: 0}}
      - {name: name, type: "char(25)", pick: {values: [AFRICA, AMERICA, ASIA, EUROPE, MIDDLE EAST], order: rows}, unique: true}
  - name: part
    rows: 2000
    primary_key: [id]
    columns:
      - {name: id,     type: int,  serial: {start: 1}}
      - {name: code,   type: text, code: {text: "P#-######"}, unique: true}
      - {name: same,   type: text, code: {text: "<#####>", of: id}, unique: true}
      - {name: name,   type: text, text: {list: colour, words_min: 5, words_max: 5, capital: false, distinct: true}}
      - {name: note,   type: "varchar(23)", text: {list: tpch, chars_min: 5, chars_max: 22, capital: false}}
      - {name: strain, type: text, words: {list: strain}}
      - {name: tier,   type: text, pick: {values: [hot, warm, cold], weights: [15, 25, 60], order: blocks}}
      - {name: clerk,  type: int,  int: {min: 1, max: 1000, scaled: true}}
  - name: sale
    fixed: 5000
    primary_key: [id]
    columns:
      - {name: id,      type: int, serial: {start: 1}}
      - {name: part_id, type: int, ref: {table: part, dist: hot, hot: 0.15, share: 0.7}}
END
sed -i 's/P#-######/P\\\\#-######/' "$profile"

db=$T/codes.sqlite
q() { sqlite3 "$db" "$1"; }

run_cmd with_timeout 60 "$SEEDMILL" load "$profile" --to "sqlite:$db" -q
is_status 0 "the profile loads"
is_equal "$(q 'select group_concat(name) from (select name from region order by id)')" \
	'AFRICA,AMERICA,ASIA,EUROPE,MIDDLE EAST' "order: rows names the regions in order"
is_equal "$(q 'select min(code), max(code), count(distinct code) from part')" \
	'P#-000001|P#-002000|2000' "codes count the rows"
is_equal "$(q "select count(*) from part where same = printf('<%05d>', id)
	and code = printf('P#-%06d', id)")" 2000 "each has its row's own number"
is_equal "$(q 'select tier, min(id), max(id) from part group by 1 order by 2')" \
	"$(printf 'hot|1|300\nwarm|301|800\ncold|801|2000')" "blocks have exact shares"
is_equal "$(q "select count(*) between 3400 and 3600 from sale join part
	on part.id = part_id where tier = 'hot'")" 1 \
	"the hot set of a reference is the block of that share"
is_equal "$(q 'select min(length(note)), max(length(note)) from part')" '5|22' \
	"texts have from 5 to 22 characters"
is_equal "$(q "select count(*) from part where note <> trim(note)
	or length(name) - length(replace(name, ' ', '')) <> 4
	or lower(name) <> name")" 0 "five small words, no blanks at the ends"
is_equal "$(q 'select count(distinct strain) from part')" 60 "all 60 names are met"
is_equal "$(q 'select max(clerk) <= 1000 and max(clerk) > 980 from part')" 1 \
	"max is as written at scale 1"

run_cmd with_timeout 60 "$SEEDMILL" load "$profile" --to "sqlite:$db" --table part \
	--append --rows part=400 -q
is_status 0 "rows can be appended"
is_equal "$(q 'select min(code), max(code), count(distinct code) from part')" \
	'P#-000001|P#-002400|2400' "codes go on"
is_equal "$(q 'select tier, count(*) from part where id > 2000 group by 1 order by 2')" \
	"$(printf 'hot|60\nwarm|100\ncold|240')" "and have blocks of their own"

for scale in 0.01 4; do
	db=$T/scale$scale.sqlite
	run_cmd with_timeout 60 "$SEEDMILL" load "$profile" --to "sqlite:$db" \
		--scale "$scale" --rows part=20000 -q
	is_status 0 "at scale $scale it loads"
	is_equal "$(q 'select min(clerk) || '"'-'"' || ((max(clerk) + 9) / 10 * 10) from part')" \
		"$(case $scale in 4) echo 1-4000 ;; *) echo 1-10 ;; esac)" \
		"and max is 1000 times $scale"
done
for scale in 1 3; do
	"$SEEDMILL" plan "$profile" --rows part=9 --rows region=5 --scale "$scale" | grep fingerprint >"$T/id$scale"
done
fails "a plan whose values grow with the scale is another one at another scale" \
	cmp -s "$T/id1" "$T/id3"

# refused SED-SCRIPT REGEX CLAIM
refused()
{
	sed "$1" "$profile" >"$T/bad.yaml"
	run_cmd "$SEEDMILL" plan "$T/bad.yaml"
	is_status 3 "$3: exit 3"
	err_has "$2" "$3: says why"
}

refused 's/<#####>/<###>/' '"<####>" would do' "too few digits"
refused 's/order: rows/order: row/' 'did you mean "rows"' "an order that is none"
refused 's/order: rows/order: blocks/' 'a unique column cannot' "unique blocks"
refused 's/chars_max: 22/chars_max: 24/' 'chars_max is 24, 23 fit' "a text too long"
refused 's/max: 1000, //' 'needs a max' "scaled without max"
