module headway/sink

go 1.25
