/** Texts that something between a request and a look may change: parsers, stores, templates. */

/** Of 30 characters at most, so that every field of text takes them. */
export const SHORT_TEXTS: readonly (readonly [title: string, text: string])[] = [
  ["Chinese text", "正在迁移文件"],
  ["characters beyond the basic plane", "\u{1F680}\u{20BB7}"],
  ["a combining accent", "e\u0301"],
  ["quotes, slashes and controls", '"\\/\b\f\n\r\t\u0001\u007f'],
  ["a carriage return and a line feed", "one\r\ntwo"],
  ["line ends of every kind", "a\u000bb\u000cc\u001cd\u0085e\u2028f\u2029g"],
  ["blanks of every kind", "a\u00a0b\u00adc\u200bd\u3000e"],
  ["a byte order mark", "\uFEFFmarked"],
  ["outer blanks", "  two blanks  "],
  ["mark-up", "<b>&amp;</b><!-- -->"],
  ["single quotes", "it's ''quoted'' `so`; --"],
  ["backslashes and letters", "C:\\new\\table\\u0041\\x41"],
  ["signs of replacement", "$$ $& $` $' $1 \\1 #{a}"],
  ["signs of formats", "100% %s %d %41 %% {0} {{a}}"],
  ["signs of forms", "a+b=c&d;e%20f"],
  // What looks like another type is kept as the text that it is.
  ["digits with a zero before", "0123"],
  ["an exponent", "1e3"],
  ["a fraction with a zero behind", "1.50"],
  ["a moment", "2025-07-07T08:00:00Z"],
  ["a day without dashes", "20250707"],
  ["a word of JSON", "null"],
  ["a quoted word", '"true"'],
  ["an object", '{"progress":1}'],
];

/** Of any length that a trace may have. */
export const TEXTS: readonly (readonly [title: string, text: string])[] = [
  ["an empty text", ""],
  ["a short text", "copied 10 files"],
  ["256 characters", "a".repeat(256)],
  ["2047 characters", "b".repeat(2047)],
  ["2048 characters", "c".repeat(2048)],
  ["2048 Chinese characters", "迁".repeat(2048)],
  ...SHORT_TEXTS,
];
