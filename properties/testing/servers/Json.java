/* JSON to the letter of RFC 8259, read and written by hand; numbers stay text. */

import java.util.*;
import java.util.regex.*;

final class Json {
  static final Object NULL = new Object();

  record Num(String text) {}

  static class Malformed extends Exception {
    Malformed(String message) { super(message); }
  }

  static final Pattern TOKEN = Pattern.compile("true|false|null"
      + "|(-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
      + "|\"((?:[^\"\\\\\\x00-\\x1f]|\\\\(?:[\"\\\\/bfnrt]|u[0-9a-fA-F]{4}))*+)\"");
  static final Map<String, Object> WORDS = Map.of("true", true, "false", false, "null", NULL);
  static final Pattern ESCAPE = Pattern.compile("\\\\(?:u(....)|(.))");
  final String text;
  int at = 0;
  int depth = 0;

  private Json(String text) { this.text = text; }

  static Object read(String text) throws Malformed { return new Json(text).whole(); }

  Object whole() throws Malformed {
    Object value = value();
    next();
    if (at < text.length()) throw bad();
    return value;
  }

  Malformed bad() { return new Malformed("not JSON at " + at); }

  char next() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at += 1;
    return at < text.length() ? text.charAt(at) : 0;
  }

  boolean take(char c) {
    boolean there = next() == c && at < text.length();
    if (there) at += 1;
    return there;
  }

  void want(char c) throws Malformed { if (!take(c)) throw bad(); }

  Object value() throws Malformed {
    if (++depth > 1000) throw bad();
    Object value = take('{') ? object() : take('[') ? array() : token();
    depth -= 1;
    return value;
  }

  Object token() throws Malformed {
    next();
    Matcher found = TOKEN.matcher(text).region(at, text.length());
    if (!found.lookingAt()) throw bad();
    at = found.end();
    if (found.group(1) != null) return new Num(found.group(1));
    if (found.group(2) == null) return WORDS.get(found.group());
    return ESCAPE.matcher(found.group(2)).replaceAll(escape -> Matcher.quoteReplacement(
        escape.group(1) != null
            ? String.valueOf((char) Integer.parseInt(escape.group(1), 16))
            : String.valueOf("\"\\/\b\f\n\r\t".charAt("\"\\/bfnrt".indexOf(escape.group(2))))));
  }

  Object object() throws Malformed {
    Map<String, Object> members = new LinkedHashMap<>();
    if (take('}')) return members;
    do {
      if (!(token() instanceof String name)) throw bad();
      want(':');
      members.put(name, value());
    } while (take(','));
    want('}');
    return members;
  }

  Object array() throws Malformed {
    List<Object> items = new ArrayList<>();
    if (take(']')) return items;
    do items.add(value()); while (take(','));
    want(']');
    return items;
  }

  static String write(Object value) {
    if (value == NULL) return "null";
    if (value instanceof Num n) return n.text();
    if (value instanceof Map<?, ?> map) {
      StringJoiner members = new StringJoiner(",", "{", "}");
      map.forEach((name, item) -> members.add(write(name) + ":" + write(item)));
      return members.toString();
    }
    if (value instanceof List<?> list)
      return "[" + String.join(",", list.stream().map(Json::write).toList()) + "]";
    if (!(value instanceof String text)) return String.valueOf(value);
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray())
      if (c >= ' ' && c <= '~' && c != '"' && c != '\\') out.append(c);
      else out.append(String.format("\\u%04x", (int) c));
    return out.append('"').toString();
  }
}
