package io.ctrrank.trainer.chat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A server on this machine that speaks the chat protocol and says what a test wants. */
public final class LocalTeacher implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService executor = Executors.newCachedThreadPool();

  /** Bodies of all requests so far. */
  public final List<JsonObject> requests = new CopyOnWriteArrayList<>();

  /** Headers {@code Authorization} of all requests so far, empty ones for none. */
  public final List<String> keys = new CopyOnWriteArrayList<>();

  /**
   * An answer of the server.
   *
   * @param status HTTP status
   * @param body the body
   * @param retryAfter header {@code Retry-After}, empty for none
   * @param delayMillis how long to wait before it is sent
   */
  public record Answer(int status, String body, String retryAfter, long delayMillis) {
    /** A failure. */
    public static Answer failure(int status) {
      return new Answer(status, "{\"error\": {\"message\": \"told so\"}}", "", 0);
    }

    /** A model's words, as the protocol wraps them. */
    public static Answer says(String text) {
      return says(text, "stop");
    }

    /** A model's words with a reason for their end. */
    public static Answer says(String text, String finishReason) {
      JsonObject message = new JsonObject();
      message.addProperty("role", "assistant");
      message.addProperty("content", text);
      JsonObject choice = new JsonObject();
      choice.addProperty("index", 0);
      choice.add("message", message);
      choice.addProperty("finish_reason", finishReason);
      JsonArray choices = new JsonArray();
      choices.add(choice);
      JsonObject usage = new JsonObject();
      usage.addProperty("prompt_tokens", 1000);
      usage.addProperty("completion_tokens", 100);
      usage.addProperty("total_tokens", 1100);
      JsonObject body = new JsonObject();
      body.addProperty("id", "x");
      body.addProperty("object", "chat.completion");
      body.add("choices", choices);
      body.add("usage", usage);
      return new Answer(200, body.toString(), "", 0);
    }

    /** The same, later. */
    public Answer after(long millis) {
      return new Answer(status, body, retryAfter, millis);
    }

    /** The same with a time to come back. */
    public Answer retryAfter(String value) {
      return new Answer(status, body, value, delayMillis);
    }
  }

  /** Starts a server that answers each request body by itself, many at a time. */
  public LocalTeacher(Function<JsonObject, Answer> answers) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/chat/completions", exchange -> answer(exchange, answers));
    server.setExecutor(executor);
    server.start();
  }

  private void answer(HttpExchange exchange, Function<JsonObject, Answer> answers)
      throws IOException {
    try (exchange) {
      String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      JsonObject request = JsonParser.parseString(text).getAsJsonObject();
      String key = exchange.getRequestHeaders().getFirst("Authorization");
      keys.add(key == null ? "" : key);
      requests.add(request);
      Answer answer = answers.apply(request);
      Thread.sleep(answer.delayMillis());
      if (!answer.retryAfter().isEmpty()) {
        exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
      }
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The address to give to a client. */
  public String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  /** The last message of a request. */
  public static String question(JsonObject request) {
    JsonArray messages = request.getAsJsonArray("messages");
    return messages.get(messages.size() - 1).getAsJsonObject().get("content").getAsString();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
