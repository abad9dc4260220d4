// Command log-client follows an election's log with other people's libraries only
// (golang.org/x/mod/sumdb, github.com/transparency-dev/formats): it checks the checkpoint and its
// witness cosignatures, inclusion of every entry, consistency with an older checkpoint, and the proof
// in a vote cipher. It knows nothing of ballots.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	fnote "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	url := flag.String("url", "", "the log's URL prefix, without a slash at the end")
	logKey := flag.String("log-key", "", "the log's verifier key")
	witnesses := flag.String("witness-keys", "", "the witnesses' verifier keys, separated by commas")
	quorum := flag.Int("quorum", 1, "how many cosignatures a checkpoint needs")
	older := flag.String("older", "", "a file with an older checkpoint of the log")
	cipher := flag.String("vote-cipher", "", "a vote cipher to check")
	flag.Parse()
	if err := run(*url, *logKey, *witnesses, *quorum, *older, *cipher); err != nil {
		fmt.Fprintln(os.Stderr, "log-client:", err)
		os.Exit(1)
	}
}

func run(url, logKey, witnesses string, quorum int, older, cipher string) error {
	keys, err := parseKeys(logKey, witnesses)
	if err != nil {
		return err
	}
	text, err := get(url + "/checkpoint")
	if err != nil {
		return err
	}
	tree, err := keys.open(text, quorum)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	reader := tlog.TileHashReader(tree, &tileReader{url: url})
	if err := checkEntries(url, tree, reader); err != nil {
		return err
	}
	if older != "" {
		if err := checkOlder(older, keys, tree, reader); err != nil {
			return fmt.Errorf("older checkpoint: %w", err)
		}
	}
	if cipher != "" {
		if err := checkVoteCipher(cipher, keys, quorum, tree, reader); err != nil {
			return fmt.Errorf("vote cipher: %w", err)
		}
	}
	fmt.Printf("ok: %d entries, root %s\n", tree.N, tree.Hash)
	return nil
}

// keys are the verifiers of one log and its witnesses.
type keys struct {
	log       note.Verifier
	witnesses []note.Verifier
}

func parseKeys(logKey, witnesses string) (*keys, error) {
	log, err := note.NewVerifier(logKey)
	if err != nil {
		return nil, fmt.Errorf("log key: %w", err)
	}
	found := &keys{log: log}
	for _, key := range strings.Split(witnesses, ",") {
		if key == "" {
			continue
		}
		witness, err := fnote.NewVerifierForCosignatureV1(key)
		if err != nil {
			return nil, fmt.Errorf("witness key %q: %w", key, err)
		}
		found.witnesses = append(found.witnesses, witness)
	}
	return found, nil
}

// open verifies a checkpoint, counts cosignatures, and gives the tree it speaks of.
func (k *keys) open(text []byte, quorum int) (tlog.Tree, error) {
	verifiers := append([]note.Verifier{k.log}, k.witnesses...)
	opened, err := note.Open(text, note.VerifierList(verifiers...))
	if err != nil {
		return tlog.Tree{}, err
	}
	byLog, byWitness := 0, 0
	for _, sig := range opened.Sigs {
		if sig.Name == k.log.Name() && sig.Hash == k.log.KeyHash() {
			byLog++
		} else {
			byWitness++
		}
	}
	if byLog != 1 || byWitness < quorum {
		return tlog.Tree{}, fmt.Errorf("%d log signatures, %d cosignatures", byLog, byWitness)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != k.log.Name() {
		return tlog.Tree{}, errors.New("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	hash, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: hash}, err
}

// checkEntries proves that every entry bundle holds just the tree's leaves.
func checkEntries(url string, tree tlog.Tree, reader tlog.HashReader) error {
	for start := int64(0); start < tree.N; start += 256 {
		width := min(256, tree.N-start)
		path := entriesPath(start/256, int(width))
		bundle, err := get(url + "/" + path)
		if err != nil {
			return err
		}
		for i := int64(0); i < width; i++ {
			entry, rest, err := cut(bundle)
			if err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			bundle = rest
			proof, err := tlog.ProveRecord(tree.N, start+i, reader)
			if err != nil {
				return err
			}
			if err := tlog.CheckRecord(proof, tree.N, tree.Hash, start+i, tlog.RecordHash(entry)); err != nil {
				return fmt.Errorf("entry %d: %w", start+i, err)
			}
		}
		if len(bundle) != 0 {
			return fmt.Errorf("%s: bytes left over", path)
		}
	}
	return nil
}

func checkOlder(path string, k *keys, tree tlog.Tree, reader tlog.HashReader) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	old, err := k.open(text, 0)
	if err != nil {
		return err
	}
	proof, err := tlog.ProveTree(tree.N, old.N, reader)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash)
}

// checkVoteCipher reads the C2SP tlog-proof and checks it, and that its tree is a prefix of the log's.
func checkVoteCipher(path string, k *keys, quorum int, tree tlog.Tree, reader tlog.HashReader) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	head, checkpoint, found := bytes.Cut(text, []byte("\n\n"))
	if !found {
		return errors.New("no checkpoint")
	}
	lines := strings.Split(string(head), "\n")
	if len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("not a tlog-proof")
	}
	ballot, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil {
		return err
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	then, err := k.open(checkpoint, quorum)
	if err != nil {
		return err
	}
	leaf := tlog.RecordHash(append([]byte{1, 5}, ballot...))
	if err := tlog.CheckRecord(proof, then.N, then.Hash, index, leaf); err != nil {
		return err
	}
	consistency, err := tlog.ProveTree(tree.N, then.N, reader)
	if err != nil {
		return err
	}
	return tlog.CheckTree(consistency, tree.N, tree.Hash, then.N, then.Hash)
}

// tileReader fetches tiles of height 8 over HTTP, at the paths of C2SP tlog-tiles.
type tileReader struct{ url string }

func (r *tileReader) Height() int { return 8 }

func (r *tileReader) SaveTiles([]tlog.Tile, [][]byte) {}

func (r *tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		// tlog writes tile/8/L/N; C2SP tlog-tiles fixes the height and leaves it out.
		path := "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
		bytes, err := get(r.url + "/" + path)
		if err != nil {
			return nil, err
		}
		data[i] = bytes
	}
	return data, nil
}

func entriesPath(n int64, width int) string {
	tile := tlog.Tile{H: 8, L: 0, N: n, W: width}
	return "tile/entries/" + strings.TrimPrefix(tile.Path(), "tile/8/0/")
}

func cut(bundle []byte) (entry, rest []byte, err error) {
	if len(bundle) < 2 {
		return nil, nil, errors.New("too short")
	}
	length := int(binary.BigEndian.Uint16(bundle))
	if len(bundle) < 2+length {
		return nil, nil, errors.New("too short")
	}
	return bundle[2 : 2+length], bundle[2+length:], nil
}

func get(url string) ([]byte, error) {
	response, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", url, response.Status)
	}
	return io.ReadAll(io.LimitReader(response.Body, 1<<26))
}
