package io.ctrrank.trainer.clicklog;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FieldValuesTest {
  @Test
  void of_field_hasItsValuesInDocumentOrderWithoutNulls() {
    assertThat(values("{\"t\": [\"b\", null, \"a\", [\"c\"]]}", "t"))
        .containsExactly("b", "a", "c");
    assertThat(values("{\"t\": null}", "t")).isEmpty();
    assertThat(values("{}", "t")).isEmpty();
  }

  @Test
  void of_numbersAndFlags_areAsJavaPrintsThem() {
    assertThat(values("{\"t\": [9.90, 1e3, 42, 123456789012345678901, true]}", "t"))
        .containsExactly("9.9", "1000.0", "42", "123456789012345678901", "true");
  }

  @Test
  void of_path_looksIntoObjectsAndNamesWithDots() {
    assertThat(values("{\"a\": {\"b\": \"x\"}}", "a.b")).containsExactly("x");
    assertThat(values("{\"a.b\": \"x\"}", "a.b")).containsExactly("x");
    assertThat(values("{\"a\": [{\"b\": \"x\"}, {\"b\": [\"y\"]}, {}]}", "a.b"))
        .containsExactly("x", "y");
    assertThat(values("{\"a\": {\"b\": {\"c\": \"x\"}}}", "a.b")).isEmpty();
  }

  private static List<String> values(String document, String field) {
    return FieldValues.of(JsonParser.parseString(document).getAsJsonObject(), field);
  }
}
