/**
 * How many runners a fleet takes, by figures that were measured on one core, with the arithmetic
 * shown. Pure. It does not know the endpoint: a slow one takes more connections than reckoned here.
 */

/** A figure, and where it comes from: `given`, `assumed`, or what measured it. */
export interface Figure {
  readonly value: number;
  readonly origin: string;
}

export interface SizeOptions {
  readonly agents: number;
  readonly intervalMs: number;
  /** Reports that one core of a runner sends in a second. */
  readonly perCoreSecond: Figure;
  /** Memory of a k6 process with few agents. */
  readonly runnerBytes: Figure;
  /** Memory of each agent beside. */
  readonly agentBytes: Figure;
  readonly coresPerRunner: Figure;
  /** A reply's usual time: so long a connection is taken. */
  readonly replyMs: Figure;
}

/** Share of a core that is planned for; the rest is for bursts and the collector. */
const CORE_FULL: Figure = { value: 0.7, origin: "assumed" };
/** Connections that are open for bursts beside the mean. */
const BURST: Figure = { value: 3, origin: "assumed" };
/** Ports for one address towards one other: 32768 to 60999. */
const PORTS: Figure = { value: 28_232, origin: "what Linux has unless it is told otherwise" };

export interface Size {
  readonly runners: number;
  readonly cores: number;
  readonly bytesPerRunner: number;
  readonly sockets: number;
  readonly addresses: number;
  /** The arithmetic, a line each. */
  readonly lines: readonly string[];
}

/** What the fleet takes. All values are above 0. */
export function sizeOf(options: SizeOptions): Size {
  const { agents, intervalMs, perCoreSecond, runnerBytes, agentBytes } = options;
  const { coresPerRunner, replyMs } = options;
  const rate = (1000 * agents) / intervalMs;
  const cores = Math.max(1, Math.ceil(rate / (CORE_FULL.value * perCoreSecond.value)));
  const runners = Math.ceil(cores / coresPerRunner.value);
  const each = Math.ceil(agents / runners);
  const bytesPerRunner = runnerBytes.value + each * agentBytes.value;
  const sockets = Math.max(1, Math.ceil((BURST.value * rate * replyMs.value) / 1000));
  const addresses = Math.ceil(sockets / PORTS.value);
  const perSecond = `${round(rate)}/s`;
  const base = `${mebibytes(runnerBytes.value)} MiB`;
  const lines = [
    `rate       ${agents} agents / ${intervalMs / 1000} s = ${perSecond}`,
    `cores      ${perSecond} / (${perCoreSecond.value}/s a core x ${CORE_FULL.value}) = ${cores}`,
    `runners    ${cores} cores / ${coresPerRunner.value} a runner = ${runners}, ${each} agents each`,
    `memory     ${base} + ${each} agents x ${agentBytes.value} bytes = ${mebibytes(bytesPerRunner)} MiB a runner`,
    `sockets    ${perSecond} x ${replyMs.value} ms a reply x ${BURST.value} for bursts = ${sockets}`,
    `addresses  ${sockets} sockets / ${PORTS.value} ports = ${addresses}, to one address of the endpoint`,
    "where the figures come from:",
    `  ${perCoreSecond.value}/s a core: ${perCoreSecond.origin}`,
    `  ${CORE_FULL.value} of a core: ${CORE_FULL.origin}, the rest is for bursts`,
    `  ${coresPerRunner.value} cores a runner: ${coresPerRunner.origin}`,
    `  ${base} a runner: ${runnerBytes.origin}`,
    `  ${agentBytes.value} bytes an agent: ${agentBytes.origin}`,
    `  ${replyMs.value} ms a reply: ${replyMs.origin}`,
    `  ${BURST.value} for bursts: ${BURST.origin}`,
    `  ${PORTS.value} ports: ${PORTS.origin}`,
  ];
  return { runners, cores, bytesPerRunner, sockets, addresses, lines };
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 1024 / 1024);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
