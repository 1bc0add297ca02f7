// The endpoint that load is measured against: it keeps the last body of each path and shows it.
// It checks nothing, so that a benchmark finds the generator's limit and not the endpoint's.
//
//	PUT <path>    keeps the body, answers 200 without one
//	GET <path>    shows the body that was kept; 404 where none was
//	GET /count    how many bodies were kept so far
//
// It prints the URL of a free loopback port and ends when its standard input does.
package main

import (
	"fmt"
	"hash/maphash"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
)

const shards = 256

type shard struct {
	lock   sync.Mutex
	bodies map[string][]byte
}

var (
	seed   = maphash.MakeSeed()
	shared [shards]shard
	count  atomic.Int64
	buffer = sync.Pool{New: func() any { return new([65536]byte) }}
)

func answer(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	at := &shared[maphash.String(seed, path)%shards]
	if r.Method == http.MethodPut {
		space := buffer.Get().(*[65536]byte)
		defer buffer.Put(space)
		length, err := io.ReadFull(r.Body, space[:])
		if err == nil || (err != io.EOF && err != io.ErrUnexpectedEOF) {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		at.lock.Lock()
		at.bodies[path] = append(at.bodies[path][:0], space[:length]...)
		at.lock.Unlock()
		count.Add(1)
		return
	}
	if path == "/count" {
		fmt.Fprint(w, count.Load())
		return
	}
	at.lock.Lock()
	kept, known := at.bodies[path]
	body := append([]byte(nil), kept...)
	at.lock.Unlock()
	if !known {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(body)
}

func main() {
	for i := range shared {
		shared[i].bodies = map[string][]byte{}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("http://%s\n", listener.Addr())
	go http.Serve(listener, http.HandlerFunc(answer))
	io.Copy(io.Discard, os.Stdin)
}
