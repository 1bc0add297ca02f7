/**
 * process_trace: short texts as an agent might write them, in English or Chinese, sometimes none.
 * The real texts are not published; these are assumed. Each is far below 2048 code points.
 */

import type { SubtaskName } from "../contract/index.ts";

export type Language = "en" | "zh";

/** What a line is about when it says a number or a place. */
export interface TraceFacts {
  readonly subtask: SubtaskName;
  /** Percent of the subtask, whole. */
  readonly progress: number;
  readonly copiedBytes: number;
  readonly totalBytes: number;
  /** Files in all; 0 where the agent does not count them. */
  readonly fileCount: number;
}

type Line = string | ((facts: TraceFacts) => string);

type Book = Readonly<Record<Language, readonly Line[]>>;

/** Of 256 reports that many have an empty trace. */
const SILENT_OF_256 = 64;

const PLACES = [
  "/var/lib/mysql/ibdata1",
  "/usr/share/doc",
  "/home/app/data/archive.tar.gz",
  "/opt/tomcat/webapps",
  "/var/log/journal",
  "/srv/数据/报表 2025.xlsx",
  '/etc/"old"/hosts',
  "/data/users/0042/mail",
] as const;

const DISKS = ["C:", "D:", "E:", "\\\\.\\PHYSICALDRIVE0"] as const;

/** What any subtask says when it is done. */
const DONE: Book = {
  en: ["done", (facts) => `${facts.subtask} finished`],
  zh: ["完成", (facts) => `${facts.subtask} 已完成`],
};

/** What a subtask says that has no lines of its own. */
const WAITING: Book = {
  en: ["in progress", (facts) => `${facts.subtask} ${facts.progress}%`],
  zh: ["进行中", (facts) => `${facts.subtask}：${facts.progress}%`],
};

const COPYING_FILES: Book = {
  en: [
    (facts) => `copying ${PLACES[facts.progress & 7] ?? ""}`,
    (facts) => `${gigabytes(facts.copiedBytes)} GB of ${gigabytes(facts.totalBytes)} GB`,
    (facts) => files(facts, " of ", " files"),
    "rsync: sending incremental file list",
  ],
  zh: [
    (facts) => `正在复制 ${PLACES[facts.progress & 7] ?? ""}`,
    (facts) => `已迁移 ${gigabytes(facts.copiedBytes)} GB，共 ${gigabytes(facts.totalBytes)} GB`,
    (facts) => files(facts, "/", " 个文件"),
    "正在传输增量文件列表",
  ],
};

const COPYING_BLOCKS: Book = {
  en: [
    (facts) => `reading blocks of ${DISKS[facts.progress & 3] ?? ""}`,
    (facts) => `${gigabytes(facts.copiedBytes)} GB of ${gigabytes(facts.totalBytes)} GB`,
    "VSS snapshot in use",
  ],
  zh: [
    (facts) => `正在读取 ${DISKS[facts.progress & 3] ?? ""} 的数据块`,
    (facts) => `已迁移 ${gigabytes(facts.copiedBytes)} GB，共 ${gigabytes(facts.totalBytes)} GB`,
    "正在使用卷影副本",
  ],
};

const BOOKS: Readonly<Partial<Record<SubtaskName, Book>>> = {
  CREATE_CLOUD_SERVER: {
    en: ["creating the target server", "waiting for the target server to boot"],
    zh: ["正在创建目的端服务器", "等待目的端服务器启动"],
  },
  SSL_CONFIG: {
    en: ["fetching the certificate", "pushing the certificate to the target"],
    zh: ["正在获取证书", "正在将证书推送到目的端"],
  },
  ATTACH_AGENT_IMAGE: {
    en: ["attaching the agent image", "the target restarts", "waiting for port 8900"],
    zh: ["正在挂载代理镜像", "目的端正在重启", "等待端口 8900"],
  },
  FORMAT_DISK_LINUX_FILE: {
    en: ["mkfs.ext4 /dev/vdb1", "partitioning /dev/vda"],
    zh: ["正在格式化 /dev/vdb1", "正在分区 /dev/vda"],
  },
  FORMAT_DISK_WINDOWS: {
    en: ["formatting disk 0", "creating partition 1\tNTFS"],
    zh: ["正在格式化磁盘 0", "正在创建分区 1\tNTFS"],
  },
  MIGRATE_LINUX_FILE: COPYING_FILES,
  MIGRATE_WINDOWS_BLOCK: COPYING_BLOCKS,
  CONFIGURE_LINUX_FILE: {
    en: ["rewriting /etc/fstab", "grub2-mkconfig -o /boot/grub2/grub.cfg"],
    zh: ["正在修改 /etc/fstab", "正在重建引导"],
  },
  CONFIGURE_WINDOWS: {
    en: ["injecting drivers", "editing the registry: HKLM\\SYSTEM\\Setup"],
    zh: ["正在注入驱动", "正在修改注册表：HKLM\\SYSTEM\\Setup"],
  },
  DETTACH_AGENT_IMAGE: {
    en: ["detaching the agent image", "booting from the system disk"],
    zh: ["正在卸载代理镜像", "正在从系统盘启动"],
  },
};

/** The text of one report; `draw` is a byte, 0..255. */
export function traceText(facts: TraceFacts, language: Language, draw: number): string {
  if (draw < SILENT_OF_256) return "";
  const book = facts.progress === 100 ? DONE : (BOOKS[facts.subtask] ?? WAITING);
  const lines = book[language];
  const line = lines[draw % lines.length];
  return typeof line === "function" ? line(facts) : (line ?? "");
}

/** Files copied and in all, taking every file to be of the same size; nothing when uncounted. */
function files(facts: TraceFacts, between: string, after: string): string {
  const { fileCount, copiedBytes, totalBytes } = facts;
  if (fileCount === 0) return "";
  const copied = totalBytes > 0 ? Math.floor(fileCount * (copiedBytes / totalBytes)) : fileCount;
  return copied + between + fileCount + after;
}

/** Decimal gigabytes to one decimal. */
function gigabytes(bytes: number): number {
  return Math.round(bytes / 100000000) / 10;
}
