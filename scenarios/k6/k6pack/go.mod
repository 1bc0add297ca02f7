module headway/k6pack

go 1.25.0

require (
	github.com/evanw/esbuild v0.20.2 // indirect
	github.com/grafana/k6pack v0.1.5 // indirect
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/spf13/cobra v1.4.0 // indirect
	github.com/spf13/pflag v1.0.5 // indirect
	golang.org/x/sys v0.18.0 // indirect
	golang.org/x/term v0.18.0 // indirect
)

tool github.com/grafana/k6pack/cmd/k6pack
