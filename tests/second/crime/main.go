// A second reader of the crime path, from the fold of the directory to the report, written from DIRECTORY.md and
// ENVELOPE.md alone. `crime FOLDER` reads the vectors there and prints a JSON line for each: what they say, what it finds.
package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"
)

type vector = map[string]interface{}

var out = json.NewEncoder(os.Stdout)

func say(file string, name, want, got interface{}) {
	_ = out.Encode(vector{"file": file, "name": name, "want": want, "got": got})
}

func load(folder, file string, into interface{}) {
	raw, err := os.ReadFile(filepath.Join(folder, file))
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		panic(err)
	}
}

func raws(list interface{}) (found [][]byte) {
	for _, each := range list.([]interface{}) {
		raw, ok := unb64(each.(string), -1)
		if !ok {
			panic("a vector is not base64")
		}
		found = append(found, raw)
	}
	return
}

func stopsOf(list interface{}) (found []outside) {
	for _, each := range list.([]interface{}) {
		switch stop := each.(type) {
		case string:
			found = append(found, outside{raws([]interface{}{stop})[0], 0})
		case vector:
			found = append(found, outside{raws([]interface{}{stop["note"]})[0], int64(stop["at"].(float64))})
		}
	}
	return
}

func codes(list interface{}) (found []string) {
	for _, each := range list.([]interface{}) {
		pair := each.([]interface{})
		why, _, _ := strings.Cut(pair[1].(string), ":")
		place, _ := json.Marshal(pair[0])
		found = append(found, string(place)+" "+why)
	}
	sort.Strings(found)
	return
}

func told(pairs [][2]interface{}) (found []string) {
	for _, pair := range pairs {
		place, _ := json.Marshal(pair[0])
		found = append(found, string(place)+" "+pair[1].(string))
	}
	sort.Strings(found)
	return
}

func number64(value interface{}) int64 {
	n, _ := value.(float64)
	return int64(n)
}

func directories(folder string) {
	var negative vector
	load(folder, "directory/negative.json", &negative)
	for _, each := range negative["cases"].([]interface{}) {
		c := each.(vector)
		leaves := append(raws(negative["leaves"]), raws(c["then"])...)
		checkpoints := append(raws(negative["checkpoints"]), raws(c["checkpoints"])...)
		v, why := fold(leaves, unhex(negative["genesis"].(string)), checkpoints, stopsOf(c["stops"]), number64(c["now"]))
		want, got := [][]string{codes(c["ignored"]), codes(c["ignored_stops"])}, [][]string{{why}, nil}
		if v != nil {
			got = [][]string{told(v.ignored), told(v.ignoredStops)}
		}
		say("negative", c["name"], want, got)
	}
	var beginnings []vector
	load(folder, "directory/beginnings.json", &beginnings)
	for _, c := range beginnings {
		_, why := fold(raws(c["leaves"]), unhex(c["genesis"].(string)), nil, nil, 0)
		say("beginnings", c["name"], c["rule"], why)
	}
	for _, file := range []string{"positive", "checkpoints"} {
		var cases []vector
		load(folder, "directory/"+file+".json", &cases)
		for _, c := range cases {
			want, got := answers(c)
			say(file, c["name"], want, got)
		}
	}
}

func answers(c vector) (want, got vector) {
	v, why := fold(raws(c["leaves"]), unhex(c["genesis"].(string)), raws(c["checkpoints"]), stopsOf(c["stops"]), number64(c["now"]))
	if v == nil {
		return vector{}, vector{"refused": why}
	}
	asked := number64(c["now"])
	if _, there := c["asked"]; there {
		asked = number64(c["asked"])
	}
	seenSize, seenRoot := 0, ""
	if seen, there := c["seen"].(vector); there {
		seenSize, seenRoot = int(number64(seen["size"])), unhex(seen["root"].(string))
	}
	passed := []string{}
	for _, each := range c["passed_over"].([]interface{}) {
		passed = append(passed, each.(string))
	}
	sort.Strings(passed)
	sort.Strings(v.passed)
	pending := []int{}
	for _, w := range v.pending {
		pending = append(pending, w.leaf)
	}
	var at interface{}
	if v.any {
		at = v.at
	}
	var trouble interface{}
	if why := v.acceptable(asked, seenSize, seenRoot); why != "" {
		trouble = why
	}
	stopped := []string{}
	for _, k := range v.listed {
		if v.isStopped(k) {
			stopped = append(stopped, tohex(k.kid))
		}
	}
	sort.Strings(stopped)
	recipients, forces := vector{}, vector{}
	for day := range c["forces"].(vector) {
		when, _ := time.Parse(dayForm, day)
		n, found := int(when.Unix()/86400), []string{}
		for org, kind := range v.kinds {
			for name, r := range roles {
				keys := v.recipients(org, r.number, n)
				var pks []string
				for _, k := range keys {
					pks = append(pks, tohex(k.pk))
				}
				if len(pks) > 0 && len(pks) <= v.law.maxKeysPerRole {
					recipients[org+" "+name+" "+day] = pks
				}
				if name == "crime" && kind == "police" && len(pks) > 0 {
					found = append(found, org)
				}
			}
		}
		sort.Strings(found)
		forces[day] = found
	}
	want = vector{}
	for _, name := range []string{"size", "root", "witnessed_at", "acceptable", "pending", "deployment_id", "root_version", "orgs", "forces", "recipients", "stopped"} {
		want[name] = c[name]
	}
	want["passed_over"], want["ignored"] = passed, codes(c["ignored"])
	return want, vector{
		"size": v.size, "root": tohex(rootOf(v.hashes[:v.size])), "witnessed_at": at, "acceptable": trouble, "pending": pending,
		"deployment_id": tohex(v.genesis[:16]), "root_version": v.law.version, "orgs": v.kinds, "forces": forces,
		"recipients": recipients, "stopped": stopped, "passed_over": append([]string{}, v.passed...), "ignored": told(v.ignored),
	}
}

// patched gives the bytes of a vector, out of its own or those of an earlier one.
func patched(c vector, earlier map[string]string) string {
	if raw, there := c["raw"].(string); there {
		return unhex(raw)
	}
	raw := make([]byte, int(number64(c["length"])))
	copy(raw, earlier[c["base"].(string)])
	for _, each := range c["patch"].([]interface{}) {
		place := each.([]interface{})
		copy(raw[int(number64(place[0])):], unhex(place[1].(string)))
	}
	return string(raw)
}

func crimes(folder string) {
	var table vector
	load(folder, "directory.json", &table)
	hexes := func(name string) (found [][]byte) {
		for _, each := range table[name].([]interface{}) {
			found = append(found, []byte(unhex(each.(string))))
		}
		return
	}
	genesis, now := unhex(table["genesis"].(string)), int64(0)
	for _, each := range table["witnessed"].([]interface{}) { // all is read a minute after the newest checkpoint
		if at := number64(each.(vector)["time"]) + 60; at > now {
			now = at
		}
	}
	views := map[string]*view{}
	views["now"], _ = fold(hexes("leaves"), genesis, hexes("checkpoints"), nil, now)
	newer := append(hexes("leaves"), []byte(unhex(table["too_new_leaf"].(string))))
	views["too-new"], _ = fold(newer, genesis, append(hexes("checkpoints"), []byte(unhex(table["too_new_checkpoint"].(string)))), nil, now)
	keys := map[string]vector{}
	for _, each := range table["keys"].([]interface{}) {
		k := each.(vector)
		keys[k["name"].(string)] = k
		l := views["now"].find(unhex(k["kid"].(string)))
		say("directory", k["name"], vector{"org": k["org"], "from": k["from"], "until": k["until"], "leaf": k["leaf"], "stopped": k["stopped"]},
			vector{"org": l.org, "from": l.from, "until": l.until, "leaf": l.leaf, "stopped": views["now"].isStopped(l)})
	}
	vectorsOf(folder, "negative_admission.json", func(c vector, raw string) {
		if c["do"] != "upload" {
			return
		}
		gateway, _ := c["gateway"].(string)
		why := attempt(func() {
			admit(raw, views[c["directory"].(string)], c["ngo"].(string), gateway, int(number64(c["day"])), now)
		})
		say("negative_admission", c["name"], c["check"], orNull(why))
	})
	vectorsOf(folder, "negative_desk.json", func(c vector, raw string) {
		if c["part"] != float64(1) && c["part"] != float64(10) {
			return
		}
		d := &desk{org: c["org"].(string), secrets: map[string]string{}, seen: map[string]string{}, ngos: map[string]string{}}
		for _, name := range c["keys"].([]interface{}) {
			d.secrets[unhex(keys[name.(string)]["kid"].(string))] = unhex(keys[name.(string)]["secret"].(string))
		}
		for _, each := range c["memory"].(vector)["digests"].([]interface{}) {
			if row := each.(vector); row["part"] == c["part"] {
				d.seen[unhex(row["cid"].(string))] = unhex(row["digest"].(string))
			}
		}
		for _, each := range c["memory"].(vector)["reports"].([]interface{}) {
			d.ngos[unhex(each.(vector)["report_id"].(string))] = each.(vector)["ngo"].(string)
		}
		why := attempt(func() {
			if v, day := views[c["directory"].(string)], int(number64(c["day"])); c["part"] == float64(1) {
				d.deliver(raw, v, day, now)
			} else {
				d.piece(raw, v, day, now)
			}
		})
		say("negative_desk", c["name"], c["check"], orNull(why))
	})
	vectorsOf(folder, "report.json", func(c vector, _ string) {
		raw := unhex(c["upload"].(string))
		m := parseManifest(raw[:signedLength], "R2")
		d := &desk{org: c["force"].(string), secrets: map[string]string{}}
		for _, k := range keys {
			if k["org"] == c["force"] && k["role"] == float64(1) {
				d.secrets[unhex(k["kid"].(string))] = unhex(k["secret"].(string))
			}
		}
		var got interface{}
		why := attempt(func() {
			o := d.deliver(raw[:signedLength+m.length[1]], views["now"], int(number64(c["day"])), now)
			got = plain(o.values["report"])
		})
		var want interface{}
		_ = json.Unmarshal([]byte(c["report"].(string)), &want)
		if why != "" {
			got = why
		}
		say("report", c["name"], want, got)
	})
}

func vectorsOf(folder, file string, each func(vector, string)) {
	var held vector
	load(folder, file, &held)
	earlier := map[string]string{}
	for _, one := range held["vectors"].([]interface{}) {
		c, raw := one.(vector), ""
		_, whole := c["raw"]
		if _, based := c["base"]; whole || based {
			raw = patched(c, earlier)
			earlier[c["name"].(string)] = raw
		}
		each(c, raw)
	}
}

func orNull(why string) interface{} {
	if why == "" {
		return nil
	}
	return why
}

// plain is a value of strict JSON as encoding/json would have read it.
func plain(value interface{}) interface{} {
	switch v := value.(type) {
	case *object:
		found := vector{}
		for name, inner := range v.values {
			found[name] = plain(inner)
		}
		return found
	case []interface{}:
		found := []interface{}{}
		for _, inner := range v {
			found = append(found, plain(inner))
		}
		return found
	}
	return value
}

func main() {
	directories(os.Args[1])
	crimes(os.Args[1])
}
