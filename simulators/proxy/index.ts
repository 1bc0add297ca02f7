/** A network that does what a script says. Node only. */
export { bend, type ProxyFault, type Step, type Stream } from "./fault.ts";
export { type Outage, type ProxyOptions, type RunningProxy, startProxy } from "./proxy.ts";
export { CALM, drawnScript, type FaultShares, type ProxyScript } from "./script.ts";
