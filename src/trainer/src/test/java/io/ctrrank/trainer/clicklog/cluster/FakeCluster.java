package io.ctrrank.trainer.clicklog.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/**
 * A server on this machine that answers like a node: points in time and their pages, one setting
 * and the types of fields. Searches find all hits of an index, whatever their query, in the order
 * of their times if they ask for it, with the fields that they ask for.
 */
public final class FakeCluster implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, List<JsonObject>> hits = new HashMap<>();
  private final Map<String, String> types = new HashMap<>();
  private final Set<String> lowercased = new HashSet<>();
  private final Map<String, JsonElement> substitutes = new HashMap<>();
  private List<String> textFields = List.of();
  private String authorization = "";
  private int failingSearch = Integer.MAX_VALUE;
  private int searches;
  private int openPoints;

  /** Requests so far, as {@code METHOD path body}. */
  public final List<String> requests = new CopyOnWriteArrayList<>();

  /** Starts a cluster without indices. */
  public FakeCluster() throws IOException {
    this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
  }

  private FakeCluster(HttpServer server) {
    this.server = server;
    server.createContext("/", this::answer);
    server.start();
  }

  /** Starts one that is talked to by HTTPS. */
  public static FakeCluster encrypted(SSLContext certificate) throws IOException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate));
    return new FakeCluster(server);
  }

  /** Its address. */
  public String address() {
    return (server instanceof HttpsServer ? "https" : "http")
        + "://127.0.0.1:"
        + server.getAddress().getPort();
  }

  /** Adds an index without documents. */
  public void create(String index) {
    hits.put(index, new ArrayList<>());
  }

  /** Adds a hit with such members to an index. */
  public void add(String index, String hit) {
    hits.computeIfAbsent(index, name -> new ArrayList<>())
        .add(JsonParser.parseString(hit).getAsJsonObject());
  }

  /** Has all documents serve a value of a field that they do not say. */
  public void substitute(String field, double value) {
    substitutes.put(field, new JsonPrimitive(value));
  }

  /** Sets the setting of text fields. */
  public void textFields(String... fields) {
    textFields = List.of(fields);
  }

  /** Maps a field. */
  public void map(String field, String type) {
    types.put(field, type);
  }

  /** Gives a keyword a normalizer that makes its doc values lower case. */
  public void lowercase(String field) {
    lowercased.add(field);
  }

  /** Refuses who does not send this header. */
  public void require(String header) {
    authorization = header;
  }

  /** Fails from such a search on, from 1. */
  public void failFrom(int search) {
    failingSearch = search;
  }

  /** Points in time that nobody closed. */
  public int openPoints() {
    return openPoints;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String path = exchange.getRequestURI().getRawPath().substring(1);
      requests.add(
          exchange.getRequestMethod()
              + " "
              + exchange.getRequestURI()
              + (" " + body).stripTrailing());
      String header = exchange.getRequestHeaders().getFirst("Authorization");
      if (!authorization.isEmpty() && !authorization.equals(header)) {
        send(exchange, 401, error("missing authentication credentials"));
      } else if (path.equals("_search")) {
        search(exchange, JsonParser.parseString(body).getAsJsonObject());
      } else if (path.equals("_pit")) {
        openPoints--;
        send(exchange, 200, new JsonObject());
      } else {
        ofIndex(exchange, path);
      }
    }
  }

  private void ofIndex(HttpExchange exchange, String path) throws IOException {
    String[] parts = path.split("/", -1);
    String index = URLDecoder.decode(parts[0], StandardCharsets.UTF_8);
    if (!hits.containsKey(index)) {
      send(exchange, 404, error("no such index [" + index + "]"));
      return;
    }
    JsonObject answer = new JsonObject();
    switch (parts[1]) {
      case "_pit" -> {
        openPoints++;
        answer.addProperty("id", index + "#0");
      }
      case "_settings" -> {
        JsonArray fields = new JsonArray();
        textFields.forEach(fields::add);
        JsonObject settings = new JsonObject();
        if (!textFields.isEmpty()) {
          settings.add("index.ctr.text_fields", fields);
        }
        answer.add(index + "-1", LoggedEvent.wrap("settings", settings));
      }
      case "_field_caps" -> {
        JsonObject fields = new JsonObject();
        types.forEach(
            (field, type) -> {
              JsonObject capabilities = new JsonObject();
              capabilities.addProperty("aggregatable", !type.equals("text"));
              fields.add(field, LoggedEvent.wrap(type, capabilities));
            });
        JsonArray indices = new JsonArray();
        indices.add(index);
        answer.add("indices", indices);
        answer.add("fields", fields);
      }
      default -> throw new IOException("unexpected " + path);
    }
    send(exchange, 200, answer);
  }

  private void search(HttpExchange exchange, JsonObject body) throws IOException {
    searches++;
    if (searches >= failingSearch) {
      send(exchange, 503, error("all shards failed"));
      return;
    }
    String[] point = body.getAsJsonObject("pit").get("id").getAsString().split("#", 2);
    List<JsonObject> all = new ArrayList<>(hits.getOrDefault(point[0], List.of()));
    if (body.get("sort").toString().contains(LoggedEvent.EVENT_TIME)) {
      all.sort(Comparator.comparingLong(hit -> LoggedEvent.of(hit).time()));
    }
    int from = body.has("search_after") ? body.getAsJsonArray("search_after").get(0).getAsInt() : 0;
    int to = Math.min(all.size(), from + body.get("size").getAsInt());
    JsonArray found = new JsonArray();
    for (int i = from; i < to; i++) {
      JsonObject hit = all.get(i).deepCopy();
      if (!hit.has("_index")) {
        hit.addProperty("_index", point[0]);
      }
      hit.add("fields", fields(hit, body));
      JsonArray sort = new JsonArray();
      sort.add(i + 1);
      hit.add("sort", sort);
      found.add(hit);
    }
    JsonObject answer = new JsonObject();
    answer.addProperty("pit_id", point[0] + "#" + (Integer.parseInt(point[1]) + 1));
    answer.add("hits", LoggedEvent.wrap("hits", found));
    send(exchange, 200, answer);
  }

  /** Those of an event that are asked for; doc values are made of the source. */
  private JsonObject fields(JsonObject hit, JsonObject body) {
    JsonObject fields = new JsonObject();
    if (body.has("fields")) {
      for (JsonElement asked : body.getAsJsonArray("fields")) {
        String name =
            asked.isJsonObject()
                ? asked.getAsJsonObject().get("field").getAsString()
                : asked.getAsString();
        if (hit.getAsJsonObject("fields").has(name)) {
          fields.add(name, hit.getAsJsonObject("fields").get(name));
        }
      }
    }
    if (body.has("docvalue_fields")) {
      for (JsonElement asked : body.getAsJsonArray("docvalue_fields")) {
        JsonElement value =
            substitutes.getOrDefault(
                asked.getAsString(), hit.getAsJsonObject("_source").get(asked.getAsString()));
        if (value != null) {
          fields.add(asked.getAsString(), docValues(asked.getAsString(), value));
        }
      }
    }
    return fields;
  }

  private JsonArray docValues(String field, JsonElement value) {
    Set<String> values = new TreeSet<>();
    List<JsonElement> all = value.isJsonArray() ? value.getAsJsonArray().asList() : List.of(value);
    for (JsonElement each : all) {
      String text = each.getAsString();
      values.add(lowercased.contains(field) ? text.toLowerCase(Locale.ROOT) : text);
    }
    JsonArray found = new JsonArray();
    values.forEach(found::add);
    return found;
  }

  private static JsonObject error(String reason) {
    JsonObject error = new JsonObject();
    error.addProperty("reason", reason);
    return LoggedEvent.wrap("error", error);
  }

  private static void send(HttpExchange exchange, int status, JsonElement answer)
      throws IOException {
    byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
