package io.ctrrank.trainer.chat;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import io.ctrrank.trainer.chat.ChatException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint that speaks the OpenAI chat protocol ({@code POST <base URL>/chat/completions}). The
 * key goes into the request's header and nowhere else. Thread-safe.
 */
public final class OpenAiEndpoint implements ChatEndpoint {
  private static final int LONGEST_BODY = 300;
  private static final int BAD_REQUEST = 400;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int CONFLICT = 409;
  private static final int TOO_LARGE = 413;
  private static final int UNPROCESSABLE = 422;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  private final Settings settings;
  private final OpenAiChatModel model;

  /**
   * Where and how to ask.
   *
   * @param baseUrl address without {@code /chat/completions}
   * @param model the model's name there
   * @param timeout longest wait for a connection, and for an answer
   * @param temperature sampling temperature, null for the endpoint's own
   * @param maxTokens most tokens of an answer, null for the endpoint's own
   */
  public record Settings(
      String baseUrl,
      String model,
      Duration timeout,
      @Nullable Double temperature,
      @Nullable Integer maxTokens) {
    public Settings {
      requireNonNull(baseUrl, "baseUrl is null");
      requireNonNull(model, "model is null");
      requireNonNull(timeout, "timeout is null");
    }
  }

  /**
   * @param settings where and how to ask
   * @param key the key, null for an endpoint that wants none
   */
  public OpenAiEndpoint(Settings settings, @Nullable String key) {
    this.settings = settings;
    OpenAiChatModel.OpenAiChatModelBuilder builder =
        OpenAiChatModel.builder()
            .httpClientBuilder(new PlainHttpClient.Builder(settings.timeout()))
            .baseUrl(settings.baseUrl())
            .modelName(settings.model())
            .timeout(settings.timeout())
            .maxRetries(0);
    if (key != null) {
      builder.apiKey(key);
    }
    if (settings.temperature() != null) {
      builder.temperature(settings.temperature());
    }
    if (settings.maxTokens() != null) {
      builder.maxTokens(settings.maxTokens());
    }
    this.model = builder.build();
  }

  @Override
  public ChatReply ask(List<ChatTurn> turns) throws ChatException {
    ChatResponse response;
    try {
      response = model.chat(turns.stream().map(OpenAiEndpoint::message).toList());
    } catch (RuntimeException e) {
      throw failed(e);
    }
    TokenUsage usage = response.tokenUsage();
    return new ChatReply(
        requireNonNullElse(response.aiMessage().text(), ""),
        usage == null ? 0 : requireNonNullElse(usage.inputTokenCount(), 0),
        usage == null ? 0 : requireNonNullElse(usage.outputTokenCount(), 0),
        response.finishReason() == FinishReason.LENGTH);
  }

  private static ChatMessage message(ChatTurn turn) {
    return switch (turn.role()) {
      case SYSTEM -> SystemMessage.from(turn.text());
      case USER -> UserMessage.from(turn.text());
      case ASSISTANT -> AiMessage.from(turn.text());
    };
  }

  private ChatException failed(RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof HttpException http) {
        return answered(http);
      }
      if (cause instanceof TimeoutException) {
        return new ChatException(
            Kind.UNAVAILABLE,
            subject()
                + " gave no answer within ["
                + settings.timeout().toSeconds()
                + "] seconds; allow more time",
            null,
            e);
      }
    }
    return new ChatException(
        Kind.UNAVAILABLE,
        subject() + " cannot be reached or understood: " + reason(e) + "; check the base URL",
        null,
        e);
  }

  private ChatException answered(HttpException e) {
    int status = e.statusCode();
    Duration retryAfter =
        e instanceof FailedAnswerException failed ? wait(failed.retryAfter(), Instant.now()) : null;
    String told = subject() + " answered [" + status + "] " + shortened(e.getMessage());
    if (status == TOO_MANY_REQUESTS) {
      return new ChatException(Kind.RATE_LIMITED, told + "; ask less often or wait", retryAfter, e);
    }
    if (status >= SERVER_ERROR || status == REQUEST_TIMEOUT || status == CONFLICT) {
      return new ChatException(Kind.UNAVAILABLE, told + "; try again later", retryAfter, e);
    }
    if (status == BAD_REQUEST || status == TOO_LARGE || status == UNPROCESSABLE) {
      return new ChatException(
          Kind.REJECTED, told + "; change what the message complains of", null, e);
    }
    return new ChatException(Kind.REFUSED, told + "; check base URL, model and key", null, e);
  }

  private String subject() {
    return "endpoint [" + settings.baseUrl() + "] model [" + settings.model() + "]";
  }

  /**
   * Reads {@code Retry-After}: seconds, or a date (RFC 9110 section 10.2.3).
   *
   * @return null without one, or when it is neither
   */
  static @Nullable Duration wait(@Nullable String header, Instant now) {
    if (header == null) {
      return null;
    }
    String value = header.strip();
    if (value.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    try {
      Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static String shortened(@Nullable String body) {
    String line = requireNonNullElse(body, "").strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST_BODY ? line : line.substring(0, LONGEST_BODY) + "...";
  }

  /** What went wrong on the way, as near to the cause as it still says something to a user. */
  private static String reason(Throwable e) {
    Throwable cause = e;
    while (!(cause instanceof IOException) && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return shortened(cause.toString());
  }
}
