package io.ctrrank.trainer.clicklog.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * As whom a cluster is asked. Never printed.
 *
 * @param authorization value of the header {@code Authorization}; empty for nobody
 */
public record Credentials(Optional<String> authorization) {
  /** Environment variable with an API key in its encoded form. */
  public static final String KEY = "CTR_RANK_CLUSTER_API_KEY";

  /** Environment variable with the name of a user. */
  public static final String USER = "CTR_RANK_CLUSTER_USER";

  /** Environment variable with that user's password. */
  public static final String PASSWORD = "CTR_RANK_CLUSTER_PASSWORD";

  private static final Pattern ENCODED = Pattern.compile("[A-Za-z0-9+/=_-]+");

  /** Nobody's, for clusters without security. */
  public static final Credentials NONE = new Credentials(Optional.empty());

  /**
   * An API key in its encoded form.
   *
   * @param source where it comes from, for messages, which never hold the key
   * @throws IllegalArgumentException if it cannot be one
   */
  public static Credentials apiKey(String source, String encoded) {
    String key = encoded.strip();
    if (!ENCODED.matcher(key).matches()) {
      throw new IllegalArgumentException(
          source
              + " has something else than an encoded API key; expected the member [encoded] of the"
              + " cluster's answer alone, without its quotes");
    }
    return new Credentials(Optional.of("ApiKey " + key));
  }

  /** A user with a password. */
  public static Credentials user(String name, String password) {
    String both = name + ":" + password;
    return new Credentials(
        Optional.of(
            "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8))));
  }

  /**
   * Those of the environment: an API key, else a user with a password, else none.
   *
   * @throws IllegalArgumentException if there is a user without a password
   */
  public static Credentials of(Map<String, String> environment) {
    String key = environment.getOrDefault(KEY, "");
    if (!key.isBlank()) {
      return apiKey("environment variable [" + KEY + "]", key);
    }
    String user = environment.getOrDefault(USER, "");
    if (user.isBlank()) {
      return NONE;
    }
    String password = environment.getOrDefault(PASSWORD, "");
    if (password.isEmpty()) {
      throw new IllegalArgumentException(
          "environment variable ["
              + USER
              + "] is set but ["
              + PASSWORD
              + "] is not; expected both, or an API key in ["
              + KEY
              + "]");
    }
    return user(user, password);
  }

  @Override
  public String toString() {
    return authorization.isEmpty() ? "nobody" : "somebody";
  }
}
