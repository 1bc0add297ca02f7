/** Which words behind `--` go to k6, and which are refused with a reason. */

import { describe, expect, it } from "vitest";
import { k6ArgumentsFor, outputVariables, parseK6Arguments } from "./arguments.ts";

const PASSING: readonly (readonly string[])[] = [
  [],
  ["--out", "json=x.json"],
  ["-o", "experimental-prometheus-rw", "--tag", "build=7"],
  ["--out=opentelemetry", "--local-ips", "127.0.0.2"],
  ["-e", "TEAM=agents", "--dns=ttl=5m", "-v"],
  ["--out", "influxdb=http://127.0.0.1:8086/k6"],
];

it.each(PASSING)("%s … passes as it is", (...words) => {
  expect(parseK6Arguments(words, 1)).toEqual(words);
});

describe("what does not pass says why", () => {
  const REFUSED: readonly (readonly [readonly string[], RegExp])[] = [
    [["--vus", "7"], /^--: --vus does not go to k6: the scenario decides .*--agents/],
    [["--vus=7"], /--vus/],
    [["-u7"], /--vus/],
    [["-d", "10s"], /--duration .*--duration/],
    [["--out", "json=x", "--execution-segment", "0:1/2"], /--execution-segment/],
    [["-e", "HEADWAY_TOKEN=secret"], /--env HEADWAY_TOKEN does not/],
    [["-eHEADWAY_SETTINGS=x"], /--env HEADWAY_SETTINGS/],
    [["--summary-export=x.json"], /--objective/],
    [["--http-debug=full"], /credentials/],
    [["-l"], /--linger/],
    [["--out", "influxdb=http://me:secret@127.0.0.1/db"], /a URL with a password/],
  ];

  it.each(REFUSED)("%s", (words, message) => {
    expect(() => parseK6Arguments(words, 1)).toThrow(message);
    expect(() => parseK6Arguments(words, 1)).not.toThrow(/=secret|me:secret/);
  });

  it("two scenarios do not write to one file", () => {
    const file = ["--out", "json=x.json"];
    expect(() => parseK6Arguments(file, 2)).toThrow(/want --out json={scenario}\.json/);
    expect(parseK6Arguments(["--out", "json={scenario}.json"], 2)).toHaveLength(2);
    expect(parseK6Arguments(["--out", "opentelemetry"], 2)).toHaveLength(2);
  });
});

it("a scenario's name stands in its places, and as a tag", () => {
  expect(k6ArgumentsFor(["--out", "csv=a-{scenario}.csv"], "ramp")).toEqual([
    "--tag",
    "headway_scenario=ramp",
    "--out",
    "csv=a-ramp.csv",
  ]);
  expect(k6ArgumentsFor([], "ramp")).toEqual([]);
});

it("of the environment outputs get theirs, and nothing else passes", () => {
  const env = {
    K6_PROMETHEUS_RW_SERVER_URL: "http://127.0.0.1:9090/api/v1/write",
    K6_OTEL_SERVICE_NAME: "k6",
    OTEL_EXPORTER_OTLP_ENDPOINT: "x",
    K6_OUT: "opentelemetry",
    K6_VUS: "9",
    K6_DURATION: "1s",
    K6_OUTPUT: "x",
    HEADWAY_TOKEN: "secret",
  };
  expect(Object.keys(outputVariables(env)).sort()).toEqual([
    "K6_OTEL_SERVICE_NAME",
    "K6_OUT",
    "K6_PROMETHEUS_RW_SERVER_URL",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
  ]);
});
