// A piece of an attachment (part 10), as a force's desk opens and reads it: ENVELOPE.md, sections 14 and 17.
package main

const pieceData, pieceJSON, mostBytes = 64000, 1400, 16 << 20

var counts = []int{1, 2, 4, 8, 16, 32, 64, 128, 264}

// piece is R1 to R18 of a part 10: what of the file is in it.
func (d *desk) piece(raw string, v *view, day int, now int64) string {
	need(len(raw) > 64 && isLength(10, len(raw)-64), "R1-length")
	p := parsePart(raw[:len(raw)-64], 10, "R3")
	sender := p.by(0x12, v, now)
	need(verify([]byte(sender.pk), tagged("amparo1/single", p.raw), []byte(raw[len(raw)-64:])), "R8")
	text := d.opened(p, 3, sender, v, day)
	code := "R17-attachment"
	need(len(text) >= 51 && text[:5] == "AMPF\x01", code)
	index, count, sealed, length := number(text[37:41]), number(text[41:45]), number(text[45:49]), number(text[49:51])
	need(classOf(count*pieceData) == count && index < count, code)
	need(length <= pieceJSON && len(text) >= 51+length && (index == 0 || length == 0), code)
	words, data := text[51:51+length], text[51+length:]
	need(len(data) <= pieceData, code)
	if index == 0 {
		about(words, count, len(data), code)
	}
	need(sealed >= day-acceptDays && sealed <= day+1, "R17-day")
	ngo, mine := d.ngos[text[5:21]]
	need(mine && ngo == sender.org, "R18")
	return data
}

// classOf is the smallest number of pieces that holds so many bytes; 0 for more than there can be.
func classOf(length int) int {
	for _, count := range counts {
		if length <= count*pieceData {
			return count
		}
	}
	return 0
}

// about is the JSON of piece 0: what the file is, and how much of it is here.
func about(words string, count, here int, code string) {
	o, ok := strictJSON(words)
	need(ok && o.has([]string{"v", "type", "length", "sha256", "original_length", "original_sha256"}, "text"), code)
	kind, _ := o.text("type")
	need(o.values["v"] == int64(1) && (kind == "image/jpeg" || kind == "application/pdf" || kind == "audio/wav"), code)
	if _, there := o.values["text"]; there {
		_, isText := o.text("text")
		need(isText, code)
	}
	for _, name := range []string{"sha256", "original_sha256"} {
		digest, _ := o.text(name)
		_, ok := unb64(digest, 32)
		need(ok, code)
	}
	length, _ := o.values["length"].(int64)
	original, _ := o.values["original_length"].(int64)
	need(length >= 1 && length <= mostBytes && original >= 1 && classOf(int(length)) == count, code)
	need(here == min(pieceData, int(length)), code)
}
