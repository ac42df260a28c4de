package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.chat.ChatEndpoint;
import io.ctrrank.trainer.chat.OpenAiEndpoint;
import io.ctrrank.trainer.knowledge.teacher.KnowledgeGenerator;
import io.ctrrank.trainer.knowledge.teacher.Tokens;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which teacher to ask, how fast, and what it costs. */
final class TeacherOptions {
  /** Heading of these options in help texts. */
  static final String HEADING = "%nTeacher:%n";

  private static final String KEY_VARIABLE = "CTR_RANK_API_KEY";
  private static final int TIMEOUT = 120;
  private static final int CONCURRENCY = 4;
  private static final double REQUESTS_PER_MINUTE = 60;
  private static final int RETRIES = 2;
  private static final double MAX_NOT_STATED = 0.5;

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      description =
          "Endpoint that speaks the OpenAI chat protocol, without /chat/completions. Nothing else is"
              + " asked over the network.")
  private @Nullable String baseUrl;

  @Option(names = "--model", paramLabel = "NAME", description = "The model's name there.")
  private @Nullable String model;

  @Option(
      names = "--key-variable",
      paramLabel = "NAME",
      description = {
        "Environment variable that holds the key; without it no key is sent.",
        "Default: " + KEY_VARIABLE
      })
  private String keyVariable = KEY_VARIABLE;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Longest wait for an answer. Default: " + TIMEOUT)
  private int timeout = TIMEOUT;

  @Option(
      names = "--temperature",
      paramLabel = "X",
      description = "Sampling temperature. Default: the endpoint's own")
  private @Nullable Double temperature;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description = "Most tokens of an answer. Default: the endpoint's own")
  private @Nullable Integer maxTokens;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "Requests in flight at most. Default: " + CONCURRENCY)
  private int concurrency = CONCURRENCY;

  @Option(
      names = "--requests-per-minute",
      paramLabel = "N",
      description = "Requests that start in a minute at most. Default: " + REQUESTS_PER_MINUTE)
  private double requestsPerMinute = REQUESTS_PER_MINUTE;

  @Option(
      names = "--retries",
      paramLabel = "N",
      description =
          "How often the teacher is told what is wrong with its answer, 0 to 2. Default: "
              + RETRIES)
  private int retries = RETRIES;

  @Option(
      names = "--max-not-stated",
      paramLabel = "SHARE",
      description = {
        "Share of a record's explicit phrases that may have words its text does not state.",
        "Default: " + MAX_NOT_STATED
      })
  private double maxNotStated = MAX_NOT_STATED;

  @Option(
      names = "--input-price",
      paramLabel = "X",
      description = "Price of a million tokens sent, in any currency. Default: 0")
  private double inputPrice;

  @Option(
      names = "--output-price",
      paramLabel = "X",
      description = "Price of a million tokens received. Default: 0")
  private double outputPrice;

  /**
   * Where to ask.
   *
   * @throws WrongUsageException if that is missing or wrong
   */
  OpenAiEndpoint.Settings endpointSettings() {
    if (baseUrl == null || model == null) {
      throw new WrongUsageException(
          "no teacher; expected [--base-url] and [--model]; or give [--dry-run]");
    }
    requireAddress(baseUrl);
    if (timeout < 1) {
      throw new WrongUsageException("--timeout is [" + timeout + "]; expected [1] or more");
    }
    if (maxTokens != null && maxTokens < 1) {
      throw new WrongUsageException("--max-tokens is [" + maxTokens + "]; expected [1] or more");
    }
    return new OpenAiEndpoint.Settings(
        baseUrl, model, Duration.ofSeconds(timeout), temperature, maxTokens);
  }

  private static void requireAddress(String url) {
    boolean known;
    try {
      URI address = new URI(url);
      String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
      known = address.getHost() != null && (scheme.equals("http") || scheme.equals("https"));
    } catch (URISyntaxException e) {
      known = false;
    }
    if (!known) {
      throw new WrongUsageException(
          "--base-url is [" + url + "]; expected an address like [https://host/v1]");
    }
  }

  /** The endpoint; says so when there is no key. */
  ChatEndpoint endpoint(OpenAiEndpoint.Settings settings, Terminal terminal) {
    String key = System.getenv(keyVariable);
    if (key == null || key.isBlank()) {
      terminal.note("environment variable [" + keyVariable + "] is not set: no key is sent");
      return new OpenAiEndpoint(settings, null);
    }
    return new OpenAiEndpoint(settings, key.strip());
  }

  /** What of these options decides the records. */
  static Map<String, String> deciding(OpenAiEndpoint.Settings settings) {
    Map<String, String> deciding = new TreeMap<>();
    deciding.put("base_url", settings.baseUrl());
    deciding.put("model", settings.model());
    if (settings.temperature() != null) {
      deciding.put("temperature", settings.temperature().toString());
    }
    return deciding;
  }

  KnowledgeGenerator.Settings generation() {
    return WrongUsageException.reading(
        () ->
            new KnowledgeGenerator.Settings(concurrency, requestsPerMinute, retries, maxNotStated));
  }

  Tokens.Prices prices() {
    return WrongUsageException.reading(() -> new Tokens.Prices(inputPrice, outputPrice));
  }
}
