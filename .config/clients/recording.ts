/** The reference endpoint on loopback with a record of every request as it came. */

import {
  type EndpointOptions,
  type Request,
  startEndpoint,
} from "../../simulators/endpoint/index.ts";

export interface Recording {
  readonly url: string;
  /** What came so far, in the order of arrival. */
  readonly requests: readonly Request[];
  readonly close: () => Promise<void>;
}

/** Starts the endpoint. It judges as it always does; the record is taken before it looks. */
export async function startRecording(options: EndpointOptions): Promise<Recording> {
  const requests: Request[] = [];
  const { url, close } = await startEndpoint({
    ...options,
    flaw: (correct) => ({
      ...correct,
      precheck: (request) => {
        requests.push(request);
        return correct.precheck(request);
      },
    }),
  });
  return { url, requests, close };
}
