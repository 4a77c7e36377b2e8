// A reader of an Amparo log that shares no code with Amparo: golang.org/x/mod/sumdb, and Go's own Ed25519 and SHA-256.
//
// On standard input, as JSON: the keys that are known, the files that a gateway shows under /log/, and proofs. On
// standard output what it found in them, or `refused` and why. It believes nothing but the keys: a tile is used only if
// it hashes up to the root that the log signed. The one thing here that x/mod does not know, C2SP's cosignature/v1, is
// written from its page.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8 // of a C2SP tile: 256 hashes

type Proof struct {
	Size   int64 // of the smaller tree
	Index  int64 // of the leaf
	Root   []byte
	Hashes [][]byte
}

type Asked struct {
	Log       string   // verifier key of the log, <name>+<id>+<key>
	Members   []string // of whoever may sign statements
	Witnesses []string
	Files     map[string][]byte // what a gateway shows under /log/
	Inclusion []Proof
	Prefixes  []Proof // consistency
}

type Found struct {
	Refused   string `json:",omitempty"`
	Size      int64
	Root      []byte
	Cosigned  map[string]uint64 // witness -> when
	Signers   [][]string        // of each statement
	Inclusion [][][]byte        // the proofs that Go itself makes out of the tiles
	Prefixes  [][][]byte
}

func main() {
	var asked Asked
	var found Found
	err := json.NewDecoder(os.Stdin).Decode(&asked)
	if err == nil {
		err = read(&asked, &found)
	}
	if err != nil {
		found = Found{Refused: err.Error()}
	}
	json.NewEncoder(os.Stdout).Encode(found)
}

func read(asked *Asked, found *Found) error {
	tree, err := checkpoint(asked, found)
	if err != nil {
		return err
	}
	hashes := tlog.TileHashReader(tree, files(asked.Files))
	if err := statements(asked, found, tree, hashes); err != nil {
		return err
	}
	for _, each := range asked.Inclusion {
		ours, err := tlog.ProveRecord(tree.N, each.Index, hashes)
		if err != nil {
			return err
		}
		leaf, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, each.Index)})
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof(each.Hashes), tree.N, tree.Hash, each.Index, leaf[0]); err != nil {
			return fmt.Errorf("inclusion of %d: %v", each.Index, err)
		}
		found.Inclusion = append(found.Inclusion, raw(ours))
	}
	for _, each := range asked.Prefixes {
		ours, err := tlog.ProveTree(tree.N, each.Size, hashes)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(proof(each.Hashes), tree.N, tree.Hash, each.Size, hash(each.Root)); err != nil {
			return fmt.Errorf("prefix of %d: %v", each.Size, err)
		}
		found.Prefixes = append(found.Prefixes, raw(ours))
	}
	return nil
}

// checkpoint is the tree that the log and some witness signed for.
func checkpoint(asked *Asked, found *Found) (tlog.Tree, error) {
	log, err := note.NewVerifier(asked.Log)
	if err != nil {
		return tlog.Tree{}, err
	}
	known := []note.Verifier{log}
	for _, key := range asked.Witnesses {
		witness, err := newWitness(key)
		if err != nil {
			return tlog.Tree{}, err
		}
		known = append(known, witness)
	}
	opened, err := note.Open(asked.Files["checkpoint"], note.VerifierList(known...))
	if err != nil {
		return tlog.Tree{}, err
	}
	found.Cosigned = map[string]uint64{}
	signed := false
	for _, each := range opened.Sigs {
		if each.Name == log.Name() {
			signed = true
			continue
		}
		line, _ := base64.StdEncoding.DecodeString(each.Base64)
		found.Cosigned[each.Name] = binary.BigEndian.Uint64(line[4:12])
	}
	lines := strings.Split(opened.Text, "\n")
	if !signed || len(lines) != 4 || lines[0] != log.Name() {
		return tlog.Tree{}, fmt.Errorf("not a checkpoint of %s", log.Name())
	}
	// x/mod reads the trees of Go's own log: the same three lines, with another first one
	tree, err := tlog.ParseTree([]byte("go.sum database tree\n" + lines[1] + "\n" + lines[2] + "\n"))
	found.Size, found.Root = tree.N, tree.Hash[:]
	return tree, err
}

// statements reads every leaf out of the entries, and says who signed it.
func statements(asked *Asked, found *Found, tree tlog.Tree, hashes tlog.HashReader) error {
	var members []note.Verifier
	for _, key := range asked.Members {
		member, err := note.NewVerifier(key)
		if err != nil {
			return err
		}
		members = append(members, member)
	}
	for first := int64(0); first < tree.N; first += 256 {
		width := int(min(256, tree.N-first))
		path := tlog.Tile{H: height, L: -1, N: first / 256, W: width}.Path()
		rest := asked.Files[strings.Replace(path, "tile/8/data/", "tile/entries/", 1)]
		for index := first; index < first+int64(width); index++ {
			if len(rest) < 2 || len(rest) < 2+int(binary.BigEndian.Uint16(rest)) {
				return fmt.Errorf("statement %d is not in the entries", index)
			}
			end := 2 + int(binary.BigEndian.Uint16(rest))
			leaf := rest[2:end]
			rest = rest[end:]
			listed, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
			if err != nil {
				return err
			}
			if tlog.RecordHash(leaf) != listed[0] {
				return fmt.Errorf("statement %d is another than the log signed", index)
			}
			opened, err := note.Open(leaf, note.VerifierList(members...))
			if err != nil {
				return fmt.Errorf("statement %d: %v", index, err)
			}
			names := []string{}
			for _, each := range opened.Sigs {
				names = append(names, each.Name)
			}
			found.Signers = append(found.Signers, names)
		}
		if len(rest) != 0 {
			return fmt.Errorf("more in the entries than statements")
		}
	}
	return nil
}

// witness is a verifier of cosignature/v1: key id of algorithm 4, eight bytes of time before the signature.
type witness struct {
	name string
	id   uint32
	key  ed25519.PublicKey
}

func newWitness(text string) (note.Verifier, error) {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("not a key: %s", text)
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 33 || key[0] != 4 {
		return nil, fmt.Errorf("not a witness's key: %s", text)
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	return witness{parts[0], binary.BigEndian.Uint32(sum[:]), ed25519.PublicKey(key[1:])}, nil
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.id }
func (w witness) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	time := binary.BigEndian.Uint64(signature)
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, text)
	return ed25519.Verify(w.key, []byte(signed), signature[8:])
}

// files are the tiles that a gateway shows.
type files map[string][]byte

func (f files) Height() int                         { return height }
func (f files) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (f files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, each := range tiles {
		content, there := f[strings.Replace(each.Path(), "tile/8/", "tile/", 1)]
		if !there {
			return nil, fmt.Errorf("there is no file %s", each.Path())
		}
		all = append(all, content)
	}
	return all, nil
}

func hash(from []byte) (to tlog.Hash) {
	copy(to[:], from)
	return to
}

func proof(from [][]byte) (to []tlog.Hash) {
	for _, each := range from {
		to = append(to, hash(each))
	}
	return to
}

func raw(from []tlog.Hash) [][]byte {
	to := [][]byte{}
	for _, each := range from {
		to = append(to, append([]byte{}, each[:]...))
	}
	return to
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}
