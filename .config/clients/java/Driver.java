import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.core.auth.GlobalCredentials;
import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.sms.v3.SmsClient;
import com.huaweicloud.sdk.sms.v3.model.UpdateTaskSpeedReq;
import com.huaweicloud.sdk.sms.v3.model.UpdateTaskSpeedRequest;
import com.huaweicloud.sdk.sms.v3.model.UpdateTaskSpeedResponse;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Sends reports with the published Java SDK: orders as JSON lines on standard input, one outcome a
 * line on standard output. Arguments: endpoint, domain id. Keys: CLOUD_SDK_AK, CLOUD_SDK_SK.
 */
public final class Driver {
  private static final ObjectMapper JSON =
      // This SDK has no member for one of the fields.
      new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

  public static void main(String[] args) throws Exception {
    GlobalCredentials credential =
        new GlobalCredentials()
            .withAk(System.getenv("CLOUD_SDK_AK"))
            .withSk(System.getenv("CLOUD_SDK_SK"))
            .withDomainId(args[1]);
    SmsClient client =
        SmsClient.newBuilder().withCredential(credential).withEndpoint(args[0]).build();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      out.println(JSON.writeValueAsString(outcome(client, JSON.readTree(line))));
    }
    // OkHttp keeps threads of its own.
    System.exit(0);
  }

  private static ObjectNode outcome(SmsClient client, JsonNode order) {
    ObjectNode outcome = JSON.createObjectNode();
    try {
      UpdateTaskSpeedRequest request =
          new UpdateTaskSpeedRequest()
              .withTaskId(order.get("task_id").asText())
              .withBody(JSON.treeToValue(order.get("report"), UpdateTaskSpeedReq.class));
      int status = send(client, request, order.get("headers")).getHttpStatusCode();
      outcome.put("kind", "accepted").put("status", status);
    } catch (ServiceResponseException error) {
      outcome
          .put("kind", "refused")
          .put("class", error.getClass().getSimpleName())
          .put("status", error.getHttpStatusCode())
          .put("code", error.getErrorCode())
          .put("message", error.getErrorMsg())
          .put("request_id", error.getRequestId());
    } catch (Exception error) {
      outcome
          .put("kind", "failed")
          .put("class", error.getClass().getSimpleName())
          .put("message", String.valueOf(rootOf(error).getMessage()));
    }
    return outcome;
  }

  /** As most callers do it; an invoker is needed only for more headers. */
  private static UpdateTaskSpeedResponse send(
      SmsClient client, UpdateTaskSpeedRequest request, JsonNode headers) {
    if (headers.isEmpty()) return client.updateTaskSpeed(request);
    var invoker = client.updateTaskSpeedInvoker(request);
    headers.fields().forEachRemaining(
        header -> invoker.addHeader(header.getKey(), header.getValue().asText()));
    return invoker.invoke();
  }

  private static Throwable rootOf(Throwable error) {
    return error.getCause() == null ? error : rootOf(error.getCause());
  }
}
