#!/usr/bin/env node
/**
 * The package's command, `.build/headway.js`: loads the door. Node ends with 1 where a file that is
 * imported is missing, and 1 says that an endpoint is at fault; a broken installation is 4.
 */
try {
  await import("./cli.js");
} catch (error) {
  console.error(error);
  console.error("headway: its files cannot be loaded; install the package again");
  process.exitCode = 4;
}
