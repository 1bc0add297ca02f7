/** `npm run kills`: measures which requirement catches which twin and drawn flaw; takes minutes. */

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { KILLS_FILE, measureKills, writeKills } from "../properties/testing/kills-record.ts";

const record = await measureKills((what) => console.error(what));
writeFileSync(KILLS_FILE, writeKills(record));
console.log(`written: ${fileURLToPath(KILLS_FILE)}`);
