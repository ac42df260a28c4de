package io.ctrrank.trainer.clicklog.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class CredentialsTest {
  @Test
  void of_environment_takesTheKeyElseTheUserElseNobody() {
    assertThat(
            Credentials.of(Map.of(Credentials.KEY, " abc\n", Credentials.USER, "u"))
                .authorization())
        .contains("ApiKey abc");
    assertThat(
            Credentials.of(Map.of(Credentials.USER, "u", Credentials.PASSWORD, "p:q"))
                .authorization())
        .contains("Basic dTpwOnE=");
    assertThat(Credentials.of(Map.of()).authorization()).isEmpty();
  }

  @Test
  void of_userWithoutPassword_isRefused() {
    assertThatThrownBy(() -> Credentials.of(Map.of(Credentials.USER, "u")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "[CTR_RANK_CLUSTER_USER] is set but [CTR_RANK_CLUSTER_PASSWORD] is not");
  }

  @Test
  void toString_doesNotTellThem() {
    assertThat(Credentials.user("u", "secret").toString()).isEqualTo("somebody");
  }
}
