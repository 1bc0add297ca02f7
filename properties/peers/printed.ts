/** What Schemathesis prints about its findings: pure reading of its standard output. */

/** One numbered finding of its FAILURES part. */
export interface Printed {
  /** What is wrong, in its words, without the answer and the command. */
  readonly words: string;
  /** The status of the answer that it shows. */
  readonly status: number | undefined;
  /** The command that is to show it again, as printed. */
  readonly command: string | undefined;
}

/** The findings in the order in which they are printed. */
export function printedFindings(stdout: string): readonly Printed[] {
  const [, failures = ""] = stdout.split(/^=+ FAILURES =+$/m);
  const [part = ""] = failures.split(/^=+ (?:SUMMARY|WARNINGS|ERRORS) =+$/m);
  const blocks = part.split(/^\d+\. Test Case ID: .*$/m).slice(1);
  return blocks.map((block) => {
    const [before = "", after] = block.split(/^Reproduce with:[ ]*$/m);
    const [words = ""] = before.split(/^\[\d{3}\] /m);
    const status = before.match(/^\[(\d{3})\] /m)?.[1];
    return {
      words: words.trim(),
      status: status === undefined ? undefined : Number(status),
      command: commandIn(after ?? ""),
    };
  });
}

/** The body that a command sends. @unit bytes of UTF-8; undefined where it sends none */
export function bodyBytesOf(command: string): number | undefined {
  const quoted = command.match(/ -d '((?:[^']|'"'"')*)'/s)?.[1];
  if (quoted !== undefined) return Buffer.byteLength(quoted.replaceAll(`'"'"'`, "'"));
  const bare = command.match(/ -d (\S+)/)?.[1];
  return bare === undefined ? undefined : Buffer.byteLength(bare);
}

/** The curl commands of one finding, made to print the status of each answer on a line, and no more. */
export function onlyStatuses(command: string): string {
  const options = "--silent --max-time 30 --output /dev/null --write-out '%{http_code}\\n'";
  return command.replaceAll(/^( *curl) /gm, `$1 ${options} `);
}

/** Commands are indented; what is not, belongs to the next finding. */
function commandIn(after: string): string | undefined {
  const start = after.search(/^ {4}curl /m);
  if (start < 0) return undefined;
  const [command = ""] = after.slice(start).split(/\n(?:\n|_|=)/);
  return command.trim();
}
