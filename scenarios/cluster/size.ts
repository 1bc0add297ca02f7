/**
 * How many runners a fleet takes, by figures that were measured on one core, with the arithmetic
 * shown. Pure. It does not know the endpoint: a slow one takes more connections than reckoned here.
 */

export interface SizeOptions {
  readonly agents: number;
  readonly intervalMs: number;
  /** Reports that one core of this kind sends in a second, as `npm run bench` measures them. */
  readonly perCoreSecond: number;
  /** Memory of one agent, bytes; plans and k6 itself are apart. */
  readonly agentBytes: number;
  readonly coresPerRunner: number;
  /** A reply's usual time: so long a connection is taken. */
  readonly replyMs: number;
}

/** Share of a core that is planned for; assumed, the rest is for bursts and the collector. */
const CORE_FULL = 0.7;
/** k6, one bundle and its plans. */
const RUNNER_BYTES = 200 * 1024 * 1024;
/** Connections that are open for bursts beside the mean. */
const BURST = 3;
/** Ports that Linux hands out to one address towards one other. */
const PORTS = 28_232;

export interface Size {
  readonly runners: number;
  readonly cores: number;
  readonly bytesPerRunner: number;
  readonly sockets: number;
  readonly addresses: number;
  /** The arithmetic, a line each. */
  readonly lines: readonly string[];
}

/** What the fleet takes. All options are above 0. */
export function sizeOf(options: SizeOptions): Size {
  const { agents, intervalMs, perCoreSecond, agentBytes, coresPerRunner, replyMs } = options;
  const rate = (1000 * agents) / intervalMs;
  const usable = CORE_FULL * perCoreSecond;
  const cores = Math.max(1, Math.ceil(rate / usable));
  const runners = Math.ceil(cores / coresPerRunner);
  const each = Math.ceil(agents / runners);
  const bytesPerRunner = RUNNER_BYTES + each * agentBytes;
  const sockets = Math.max(1, Math.ceil((BURST * rate * replyMs) / 1000));
  const addresses = Math.ceil(sockets / PORTS);
  const perSecond = `${round(rate)}/s`;
  const lines = [
    `rate       ${agents} agents / ${intervalMs / 1000} s = ${perSecond}`,
    `cores      ${perSecond} / (${perCoreSecond}/s a core x ${CORE_FULL}) = ${cores}`,
    `runners    ${cores} cores / ${coresPerRunner} a runner = ${runners}, ${each} agents each`,
    `memory     ${mebibytes(RUNNER_BYTES)} MiB + ${each} agents x ${agentBytes} bytes = ${mebibytes(bytesPerRunner)} MiB a runner`,
    `sockets    ${perSecond} x ${replyMs} ms a reply x ${BURST} for bursts = ${sockets}`,
    `addresses  ${sockets} sockets / ${PORTS} ports = ${addresses}, to one address of the endpoint`,
  ];
  return { runners, cores, bytesPerRunner, sockets, addresses, lines };
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 1024 / 1024);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
