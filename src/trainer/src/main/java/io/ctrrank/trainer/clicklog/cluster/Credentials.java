package io.ctrrank.trainer.clicklog.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

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

  /** Nobody's, for clusters without security. */
  public static final Credentials NONE = new Credentials(Optional.empty());

  /** An API key in its encoded form. */
  public static Credentials apiKey(String encoded) {
    return new Credentials(Optional.of("ApiKey " + encoded.strip()));
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
      return apiKey(key);
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
