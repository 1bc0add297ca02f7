/**
 * What agents write into process_trace, in English and Chinese. The real texts are not published;
 * these are assumed. `{…}` stands for a fact of the report.
 */

import type { ReportedSubtask } from "../contract/index.ts";

export type Language = "en" | "zh";

/** Lines to choose from in each language; none of them is empty. */
export type Book = Readonly<Record<Language, readonly string[]>>;

/** What any subtask says when it is done. */
export const DONE: Book = {
  en: ["done", "{subtask} finished"],
  zh: ["完成", "{subtask} 已完成"],
};

/** What an agent says whose copying stands still. */
export const HALTED: Book = {
  en: ["no data for 30 s, waiting for the target", "connection lost, retrying"],
  zh: ["30 秒内没有数据，等待目的端", "连接中断，正在重试"],
};

/** What an agent says last before it is stopped or tries again. */
export const FAILED: Book = {
  en: ["error: {subtask} failed at {progress}%: connection reset by peer", "stopped by the user"],
  zh: ["错误：{subtask} 在 {progress}% 失败：连接被重置", "已被用户停止"],
};

/** What a subtask says that has no lines of its own. */
export const WAITING: Book = {
  en: ["in progress", "{subtask} {progress}%"],
  zh: ["进行中", "{subtask}：{progress}%"],
};

const COPYING_FILES: Book = {
  en: [
    "copying {place}",
    "{copied} GB of {total} GB",
    "{files}",
    "rsync: sending incremental file list",
  ],
  zh: ["正在复制 {place}", "已迁移 {copied} GB，共 {total} GB", "{files}", "正在传输增量文件列表"],
};

const COPYING_BLOCKS: Book = {
  en: ["reading blocks of disk {disk}", "{copied} GB of {total} GB", "snapshot in use"],
  zh: ["正在读取磁盘 {disk} 的数据块", "已迁移 {copied} GB，共 {total} GB", "正在使用快照"],
};

const SYNCING: Book = {
  en: ["round {round}: {copied} GB of {total} GB", "round {round}: comparing {place}"],
  zh: ["第 {round} 轮：{copied} GB / {total} GB", "第 {round} 轮：正在比较 {place}"],
};

const FORMATTING_LINUX: Book = {
  en: ["mkfs.ext4 /dev/vdb{disk}", "partitioning /dev/vda"],
  zh: ["正在格式化 /dev/vdb{disk}", "正在分区 /dev/vda"],
};

const CONFIGURING_LINUX: Book = {
  en: ["rewriting /etc/fstab", "grub2-mkconfig -o /boot/grub2/grub.cfg"],
  zh: ["正在修改 /etc/fstab", "正在重建引导"],
};

/** The lines of each subtask that has some. */
export const BOOKS: Readonly<Partial<Record<ReportedSubtask, Book>>> = {
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
  FORMAT_DISK_LINUX: FORMATTING_LINUX,
  FORMAT_DISK_LINUX_FILE: FORMATTING_LINUX,
  FORMAT_DISK_LINUX_BLOCK: FORMATTING_LINUX,
  FORMAT_DISK_WINDOWS: {
    en: ["formatting disk {disk}", "creating partition {disk}\tNTFS"],
    zh: ["正在格式化磁盘 {disk}", "正在创建分区 {disk}\tNTFS"],
  },
  MIGRATE_LINUX_FILE: COPYING_FILES,
  MIGRATE_LINUX_BLOCK: COPYING_BLOCKS,
  MIGRATE_WINDOWS_BLOCK: COPYING_BLOCKS,
  SYNC_LINUX_FILE: SYNCING,
  SYNC_LINUX_BLOCK: SYNCING,
  SYNC_WINDOWS_BLOCK: SYNCING,
  CLONE_VM: {
    en: ["cloning the target server", "the clone starts"],
    zh: ["正在克隆目的端服务器", "克隆正在启动"],
  },
  CHECK_CONSISTENCY: {
    en: ["comparing checksums of {place}", "{progress}% of the files agree"],
    zh: ["正在比较 {place} 的校验和", "{progress}% 的文件一致"],
  },
  CONFIGURE_LINUX: CONFIGURING_LINUX,
  CONFIGURE_LINUX_FILE: CONFIGURING_LINUX,
  CONFIGURE_LINUX_BLOCK: CONFIGURING_LINUX,
  CONFIGURE_WINDOWS: {
    en: ["injecting drivers", "editing the registry: HKLM\\SYSTEM\\Setup"],
    zh: ["正在注入驱动", "正在修改注册表：HKLM\\SYSTEM\\Setup"],
  },
  DETTACH_AGENT_IMAGE: {
    en: ["detaching the agent image", "booting from the system disk"],
    zh: ["正在卸载代理镜像", "正在从系统盘启动"],
  },
};

/** Paths that a line may name. */
export const PLACES = [
  "/var/lib/mysql/ibdata1",
  "/usr/share/doc",
  "/home/app/data/archive.tar.gz",
  "/opt/tomcat/webapps",
  "/var/log/journal",
  "/srv/数据/报表 2025.xlsx",
  '/etc/"old"/hosts',
  "/data/users/0042/mail",
] as const;
