/**
 * The source server around an agent: how much processor, memory and disk it uses and how much of
 * that is the agent's, in keeping with the speed of the copying.
 *
 * The numbers are assumed: the source gives ranges only. All stay inside the contract's.
 */

import { greatest } from "./bounds.ts";
import { asShare, nextState, scramble } from "./random.ts";

/** Memory of the drawn servers, MB. */
const MEMORY_MB = [2048, 4096, 8192, 16384, 32768, 65536, 131072, 262144] as const;

const CPU_MAX = greatest("total_cpu_usage");
const DISK_MAX = greatest("total_disk_io");

export interface HostLoad {
  /** Percent. */
  totalCpu: number;
  agentCpu: number;
  /** MB. */
  totalMemory: number;
  agentMemory: number;
  /** Mbit/s. */
  totalDisk: number;
  agentDisk: number;
  /** Percent that is left of the data when it is packed; 0 while nothing is copied. */
  compression: number;
}

/** One source server. `measure` fills `load` anew, which spares each report an object. */
export class Host {
  readonly load: HostLoad = {
    totalCpu: 0,
    agentCpu: 0,
    totalMemory: 0,
    agentMemory: 0,
    totalDisk: 0,
    agentDisk: 0,
    compression: 0,
  };
  private readonly memoryMb: number;
  private readonly ownCpu: number;
  private readonly ownMemoryMb: number;
  private readonly ownDiskMbps: number;
  private readonly agentMemoryMb: number;
  /** Percent that is left of the data when it is packed; 100: it is not. */
  private readonly compression: number;

  /** `state` is the state of a stream of draws that nobody else uses. */
  constructor(state: number, packedShare: number) {
    const first = scramble(state);
    const second = scramble(nextState(state));
    this.memoryMb = MEMORY_MB[first & 7] ?? 8192;
    this.ownCpu = 3 + 0.1 * ((first >>> 8) & 255);
    this.ownMemoryMb = this.memoryMb * (0.2 + 0.4 * asShare(first << 8));
    this.ownDiskMbps = 0.2 * (second & 255);
    this.agentMemoryMb = 120 + ((second >>> 8) & 127);
    this.compression = Math.round(1000 * packedShare) / 10;
  }

  /** Measures the load at that speed of copying; `bits` is one draw, 32 bits. */
  measure(speedMbps: number, bits: number): void {
    const load = this.load;
    // Three swings of -1 to 1 from three bytes of the draw.
    const first = ((bits >>> 8) & 255) / 127.5 - 1;
    const second = ((bits >>> 16) & 255) / 127.5 - 1;
    const third = (bits >>> 24) / 127.5 - 1;
    // The agent saturates: half its greatest load at 300 Mbit/s.
    const busy = speedMbps / (speedMbps + 300);
    const agentCpu = (1 + 34 * busy) * (1 + 0.1 * first);
    const totalCpu = agentCpu + this.ownCpu + second;
    load.agentCpu = ((agentCpu * 10 + 0.5) | 0) / 10;
    load.totalCpu = totalCpu < CPU_MAX ? ((totalCpu * 10 + 0.5) | 0) / 10 : CPU_MAX;
    // Megabytes and Mbit/s are told whole: their text is a third of what a report costs in k6.
    const agentMemory = this.agentMemoryMb + 260 * busy + 4 * second;
    load.agentMemory = agentMemory | 0;
    load.totalMemory = (this.ownMemoryMb + agentMemory + 16 * first) | 0;
    // What is copied is read from the disks, packed or not.
    const agentDisk = speedMbps < DISK_MAX ? speedMbps | 0 : DISK_MAX;
    const totalDisk = agentDisk + this.ownDiskMbps * (1 + 0.5 * third);
    load.agentDisk = agentDisk;
    load.totalDisk = totalDisk < DISK_MAX ? totalDisk | 0 : DISK_MAX;
    load.compression = speedMbps > 0 ? this.compression : 0;
  }
}
