/*
 * A correct endpoint on the JDK's own HTTP server, strict. It shows a task as ShowTask does, with
 * an entry for every subtask that was ever reported.
 * Run as: javac -d OUT Json.java JdkServer.java; java -cp OUT JdkServer; prints its port.
 */

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.*;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.concurrent.*;
import java.util.regex.*;

public class JdkServer {
  static final Set<String> NAMES = Set.of(
      "CREATE_CLOUD_SERVER", "SSL_CONFIG", "ATTACH_AGENT_IMAGE", "DETTACH_AGENT_IMAGE",
      "FORMAT_DISK_LINUX", "FORMAT_DISK_LINUX_FILE", "FORMAT_DISK_LINUX_BLOCK",
      "FORMAT_DISK_WINDOWS", "MIGRATE_LINUX_FILE", "MIGRATE_LINUX_BLOCK", "MIGRATE_WINDOWS_BLOCK",
      "CLONE_VM", "SYNC_LINUX_FILE", "SYNC_LINUX_BLOCK", "SYNC_WINDOWS_BLOCK", "CONFIGURE_LINUX",
      "CONFIGURE_LINUX_BLOCK", "CONFIGURE_LINUX_FILE", "CONFIGURE_WINDOWS");
  static final List<String> MANDATORY =
      List.of("subtask_name", "progress", "replicatesize", "totalsize", "process_trace");
  static final Map<String, Long> WHOLE = Map.of("progress", 100L, "replicatesize", Long.MAX_VALUE,
      "totalsize", Long.MAX_VALUE, "remain_time", 2147483647L);
  static final Map<String, Integer> DOUBLES = Map.of("migrate_speed", 10000, "compress_rate", 10000,
      "total_cpu_usage", 100, "agent_cpu_usage", 100, "total_mem_usage", 1048576,
      "agent_mem_usage", 1048576, "total_disk_io", 10000, "agent_disk_io", 10000);
  static final Set<String> OTHERS =
      Set.of("subtask_name", "process_trace", "agent_time", "need_migration_test");
  static final Pattern ROUTE = Pattern.compile("/v3/tasks/([^/]+)(/progress)?");
  static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,19}");
  static final Map<String, Task> tasks = new ConcurrentHashMap<>();

  static class Refused extends Exception {
    final int status;
    Refused(int status, String message) { super(message); this.status = status; }
  }

  static class Task {
    Map<String, Object> last = Map.of();
    final Map<Object, Object> subtasks = new LinkedHashMap<>();
  }

  public static void main(String[] arguments) throws IOException {
    for (int n = 1; n <= 2000; n += 1) tasks.put("task-" + n, new Task());
    InetAddress loopback = InetAddress.getLoopbackAddress();
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    server.setExecutor(Executors.newFixedThreadPool(8));
    server.createContext("/", JdkServer::handle);
    server.start();
    System.out.println(server.getAddress().getPort());
  }

  static void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    int status = 200;
    String text;
    try {
      text = serve(exchange, body);
    } catch (Refused refusal) {
      status = refusal.status;
      text = Json.write(Map.of("error_code", "SMS." + status, "error_msg", refusal.getMessage()));
    } catch (RuntimeException | StackOverflowError fault) {
      status = 500;
      text = "{}";
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("X-Request-Id", "java");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  static String serve(HttpExchange exchange, byte[] body) throws Refused {
    String token = exchange.getRequestHeaders().getFirst("X-Auth-Token");
    if (!"secret".equals(token)) throw new Refused(401, "token");
    Matcher route = ROUTE.matcher(exchange.getRequestURI().getRawPath());
    if (!route.matches()) throw new Refused(404, "no such route");
    Task task = tasks.get(decoded(route.group(1)));
    if (task == null) throw new Refused(404, "no such task");
    boolean looks = route.group(2) == null;
    String method = looks ? "GET" : "PUT";
    if (!exchange.getRequestMethod().equals(method)) throw new Refused(405, "method");
    if (looks) synchronized (task) { return Json.write(shown(task)); }
    Map<String, Object> report = checked(body);
    synchronized (task) {
      task.last = report;
      task.subtasks.put(report.get("subtask_name"), Map.of(
          "name", report.get("subtask_name"), "progress", report.get("progress"),
          "process_trace", report.get("process_trace")));
    }
    return "{}";
  }

  static String decoded(String segment) throws Refused {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException wrong) { throw new Refused(400, "path"); }
  }

  static String utf8(byte[] bytes) throws Refused {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException wrong) { throw new Refused(400, "not UTF-8"); }
  }

  static Map<String, Object> shown(Task task) {
    Map<String, Object> show = new LinkedHashMap<>();
    show.put("sub_tasks", new ArrayList<>(task.subtasks.values()));
    for (String name : DOUBLES.keySet())
      if (task.last.get(name) instanceof Json.Num n) show.put(name, Double.parseDouble(n.text()));
    show.put("remain_seconds", task.last.getOrDefault("remain_time", Json.NULL));
    show.put("need_migration_test", task.last.getOrDefault("need_migration_test", Json.NULL));
    return show;
  }

  static Map<String, Object> checked(byte[] body) throws Refused {
    Object json;
    try {
      json = Json.read(utf8(body));
    } catch (Json.Malformed wrong) { throw new Refused(400, wrong.getMessage()); }
    if (!(json instanceof Map<?, ?> members)) throw new Refused(400, "not an object");
    Map<String, Object> report = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : members.entrySet()) {
      String name = (String) entry.getKey();
      Object value = entry.getValue();
      if (value == Json.NULL && !MANDATORY.contains(name)) continue;
      if (!fits(name, value)) throw new Refused(400, name);
      if (WHOLE.containsKey(name) || DOUBLES.containsKey(name) || OTHERS.contains(name))
        report.put(name, value);
    }
    for (String name : MANDATORY) if (!report.containsKey(name)) throw new Refused(400, name);
    return report;
  }

  static boolean fits(String name, Object value) {
    if (WHOLE.containsKey(name)) {
      if (!(value instanceof Json.Num n) || !INTEGER.matcher(n.text()).matches()) return false;
      BigDecimal number = new BigDecimal(n.text());
      return number.signum() >= 0 && number.compareTo(BigDecimal.valueOf(WHOLE.get(name))) <= 0;
    }
    if (DOUBLES.containsKey(name)) {
      if (!(value instanceof Json.Num n)) return false;
      double number = Double.parseDouble(n.text());
      return number >= 0 && number <= DOUBLES.get(name);
    }
    return switch (name) {
      case "subtask_name" -> value instanceof String s && NAMES.contains(s);
      case "process_trace" -> value instanceof String s && s.codePointCount(0, s.length()) <= 2048;
      case "agent_time" -> value instanceof String s && s.codePointCount(0, s.length()) <= 30;
      case "need_migration_test" -> value instanceof Boolean;
      default -> true;
    };
  }
}
