package io.ctrrank.trainer.kddcup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Tolerance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The files of profiles and of tokens. */
final class SideFilesTest {
  @TempDir Path folder;

  private final RecordingListener listener = new RecordingListener();

  @ParameterizedTest
  @EnumSource(
      names = {"TRAINING", "USER_PROFILES"},
      mode = EnumSource.Mode.EXCLUDE)
  void tokens_exampleRecords_areRead(KddFile file) throws Exception {
    write(file, "0\t615|1545|75|31|1|138|1270|615|131\n1\t7\n");

    try (TokenReader reader = tokens(file)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.id()).isZero();
      assertThat(reader.tokens()).containsExactly(615, 1545, 75, 31, 1, 138, 1270, 615, 131);
      assertThat(reader.size()).isEqualTo(9);
      assertThat(reader.next()).isTrue();
      assertThat(reader.id()).isEqualTo(1);
      assertThat(reader.token(0)).isEqualTo(7);
      assertThatThrownBy(() -> reader.token(1)).hasMessage("token [1] of [1]");
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void tokens_longList_isWhole() throws Exception {
    int[] expected = IntStream.range(0, 1000).toArray();
    write(
        KddFile.QUERY_TOKENS,
        "5\t" + IntStream.of(expected).mapToObj(String::valueOf).collect(Collectors.joining("|")));

    try (TokenReader reader = tokens(KddFile.QUERY_TOKENS)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.tokens()).containsExactly(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "5!found [1] columns; expected [2] [id, tokens] with TAB between them",
        "x_1!id is [x]; expected a whole number from [0] to [2147483647]",
        "_1!id is []; expected a whole number",
        "2147483648_1!id is [2147483648]",
        "5_!tokens are []; expected whole numbers with [|] between them",
        "5_1|!tokens are [1|]",
        "5_1||2!tokens are [1||2]",
        "5_1|x!tokens are [1|x]",
        "5_1_2!tokens are [1\t2]",
        "5_99999999999999999999999!tokens are [99999999999999999999999]",
      })
  void tokens_malformedRecord_isTold(String record, String problem) throws IOException {
    write(KddFile.TITLE_TOKENS, "1\t1\n" + record.replace('_', '\t') + "\n");

    assertThatThrownBy(
            () -> {
              try (TokenReader reader = tokens(KddFile.TITLE_TOKENS)) {
                while (reader.next()) {
                  assertThat(reader.id()).isEqualTo(1);
                }
              }
            })
        .isInstanceOf(DataException.class)
        .hasMessageContaining("line [2]: " + problem);
  }

  @Test
  void tokens_ofAFileWithoutTokens_isRefused() {
    assertThatThrownBy(() -> tokens(KddFile.TRAINING))
        .hasMessage("file [training.txt] holds no tokens; expected a token file");
  }

  @Test
  void profiles_exampleRecord_isRead() throws Exception {
    write(KddFile.USER_PROFILES, "1\t1\t5\n");

    try (ProfileReader reader = profiles()) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.user()).isEqualTo(1);
      assertThat(reader.gender()).isEqualTo(1);
      assertThat(reader.age()).isEqualTo(5);
      assertThat(reader.next()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "1_1!found [2] columns; expected [3] [UserID, Gender, Age] with TAB between them",
        "1_3_5!Gender is [3]; expected a whole number from [0] to [2]",
        "1_1_0!Age is [0]; expected a whole number from [1] to [6]",
        "1_1_7!Age is [7]",
        "u_1_1!UserID is [u]",
      })
  void profiles_malformedRecord_isTold(String record, String problem) throws IOException {
    write(KddFile.USER_PROFILES, record.replace('_', '\t'));

    assertThatThrownBy(
            () -> {
              try (ProfileReader reader = profiles()) {
                assertThat(reader.next()).isFalse();
              }
            })
        .isInstanceOf(DataException.class)
        .hasMessageContaining("line [1]: " + problem);
  }

  private TokenReader tokens(KddFile file) throws DataException {
    return TokenReader.open(folder, file, Tolerance.DEFAULT, listener);
  }

  private ProfileReader profiles() throws DataException {
    return ProfileReader.open(folder, Tolerance.DEFAULT, listener);
  }

  private void write(KddFile file, String text) throws IOException {
    Files.writeString(folder.resolve(file.fileName()), text);
  }
}
