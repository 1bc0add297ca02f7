/**
 * What junit.xml has to be for Jenkins, which refuses a file with an element or attribute that its
 * schema does not name: that schema as one of JSON, for the XML as `convert` of xmlbuilder2 gives it in
 * its verbose form. What we never write is left out.
 *
 * @source jenkinsci/xunit-plugin, junit-10.xsd: elements, attributes, which are required
 */

const text = { type: "string" } as const;
const count = { type: "string", pattern: "^\\d+$" } as const;
const time = { type: "string", pattern: "^\\d*(\\.\\d*)?$" } as const;

/** An element with these attributes and elements inside, of which those named must be there. */
function element(properties: Readonly<Record<string, object>>, ...required: string[]): object {
  return {
    type: "array",
    items: { type: "object", additionalProperties: false, required, properties },
  };
}

const marked = { ...element({ "@type": text, "@message": text, "#": text }), maxItems: 1 };

const testcase = element(
  {
    "@name": text,
    "@classname": text,
    "@time": text,
    skipped: marked,
    error: marked,
    failure: marked,
  },
  "@name",
);

const testsuite = element(
  {
    "@name": text,
    "@tests": count,
    "@failures": count,
    "@errors": count,
    "@skipped": count,
    "@time": time,
    "@timestamp": text,
    testcase,
  },
  "@name",
  "@tests",
  "@failures",
  "@errors",
);

export const JUNIT_SCHEMA: object = {
  type: "object",
  additionalProperties: false,
  required: ["testsuites"],
  properties: {
    testsuites: element({
      "@name": text,
      "@tests": count,
      "@failures": count,
      "@errors": count,
      "@time": time,
      testsuite,
    }),
  },
};
