package io.ctrrank.trainer.kddcup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Tolerance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrainingReaderTest {
  /** The example of the format's description. */
  private static final String EXAMPLE =
      "0 1 4298118681424644510 7686695 385 3 3 1601 5521 7709 576 490234";

  private static final String OTHER = "2 5 18446744073709551615 0 1 2 1 0 0 0 0 0";

  private final RecordingListener listener = new RecordingListener();

  @TempDir Path folder;

  @Test
  void next_exampleRow_hasEveryColumn() throws Exception {
    write(EXAMPLE);

    try (TrainingReader rows = open(Tolerance.DEFAULT)) {
      assertThat(rows.next()).isTrue();
      assertThat(
              List.of(
                  rows.clicks(),
                  rows.impressions(),
                  rows.ad(),
                  rows.advertiser(),
                  rows.depth(),
                  rows.position(),
                  rows.query(),
                  rows.keyword(),
                  rows.title(),
                  rows.description(),
                  rows.user()))
          .containsExactly(0, 1, 7686695, 385, 3, 3, 1601, 5521, 7709, 576, 490234);
      assertThat(rows.displayUrl()).isEqualTo(4298118681424644510L);
      assertThat(rows.line()).isEqualTo(1);
      assertThat(rows.next()).isFalse();
    }
  }

  @Test
  void displayUrl_largestUnsignedNumber_keepsAllDigits() throws Exception {
    write(OTHER);

    try (TrainingReader rows = open(Tolerance.DEFAULT)) {
      rows.next();
      assertThat(Long.toUnsignedString(rows.displayUrl())).isEqualTo("18446744073709551615");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void next_anyLineEndAndNoneAtTheEnd_givesAllRows(String end) throws Exception {
    Files.writeString(training(), tabs(EXAMPLE) + end + tabs(OTHER) + end + tabs(EXAMPLE));

    assertThat(users(Tolerance.DEFAULT)).containsExactly(490234, 0, 490234);
  }

  @Test
  void next_gzipOfSeveralMembersUnderEitherName_isRead() throws Exception {
    byte[] first = gzip(tabs(EXAMPLE) + "\n");
    byte[] second = gzip(tabs(OTHER) + "\n");
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);

    Files.write(folder.resolve("training.txt.gz"), both);
    assertThat(users(Tolerance.DEFAULT)).containsExactly(490234, 0);

    Files.write(training(), first);
    assertThat(users(Tolerance.DEFAULT)).containsExactly(490234);
  }

  @Test
  void next_linesAcrossTheBuffersEnd_areWhole() throws Exception {
    int rows = 40_000;
    StringBuilder text = new StringBuilder();
    for (int user = 0; user < rows; user++) {
      text.append(tabs("0 1 4298118681424644510 1 1 1 1 1 1 1 1 " + user)).append('\n');
    }
    Files.writeString(training(), text);

    List<Integer> users = users(new Tolerance(0));

    assertThat(text.length()).isGreaterThan(ByteLines.LONGEST_LINE);
    assertThat(users).hasSize(rows);
    for (int user = 0; user < rows; user++) {
      assertThat(users.get(user)).isEqualTo(user);
    }
    assertThat(listener.bytes.getLast()).isEqualTo(text.length());
  }

  @Test
  void next_manyRows_allocatesNothingForThem() throws Exception {
    ThreadMXBean thread = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    Files.writeString(training(), (tabs(EXAMPLE) + "\n").repeat(100_000));
    users(Tolerance.DEFAULT);

    try (TrainingReader rows = open(Tolerance.DEFAULT)) {
      rows.next();
      long before = thread.getCurrentThreadAllocatedBytes();
      while (rows.next()) {
        assert rows.user() > 0;
      }
      assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "0 1 2 3!found [4] columns; expected [12] [Click, Impression, DisplayURL, AdID,"
            + " AdvertiserID, Depth, Position, QueryID, KeywordID, TitleID, DescriptionID, UserID]"
            + " with TAB between them",
        "0 1 1 1 1 1 1 1 1 1 1 1 1!found [13] columns; expected [12]",
        "x!found [1] columns; expected [12]",
        "x 1 1 1 1 1 1 1 1 1 1 1!Click is [x]; expected a whole number from [0] to [2147483647]",
        "-1 1 1 1 1 1 1 1 1 1 1 1!Click is [-1]",
        "2 1 1 1 1 1 1 1 1 1 1 1!Click is [2]; expected a whole number from [0] to the row's"
            + " Impression [1]",
        "0 0 1 1 1 1 1 1 1 1 1 1!Impression is [0]; expected a whole number from [1]",
        "0 1000001 1 1 1 1 1 1 1 1 1 1!Impression is [1000001]; expected a whole number from [1] to [1000000]",
        "0 1 18446744073709551616 1 1 1 1 1 1 1 1 1!DisplayURL is [18446744073709551616]; expected"
            + " a whole number from [0] to [18446744073709551615]",
        "0 1 99999999999999999999 1 1 1 1 1 1 1 1 1!DisplayURL is [99999999999999999999]",
        "0 1 000000000000000000001 1 1 1 1 1 1 1 1 1!DisplayURL is [000000000000000000001]",
        "0 1 4.2981e18 1 1 1 1 1 1 1 1 1!DisplayURL is [4.2981e18]",
        "0 1 1  1 1 1 1 1 1 1 1!AdID is []; expected a whole number",
        "0 1 1 2147483648 1 1 1 1 1 1 1 1!AdID is [2147483648]",
        "0 1 1 1 1 0 1 1 1 1 1 1!Depth is [0]; expected a whole number from [1]",
        "0 1 1 1 1 2 3 1 1 1 1 1!Position is [3]; expected a whole number from [1] to the row's"
            + " Depth [2]",
        "0 1 1 1 1 1 1 1 1 1 1 ü!UserID is [ü]; expected",
        "0 1 1 1 1 1 1 1 1 1 1 12345678901234567890123456789012345678901234567890!UserID is"
            + " [1234567890123456789012345678901234567890...]; expected",
      })
  void next_malformedRow_isToldWithItsLineAndFailsASmallFile(String row, String problem)
      throws IOException {
    write(EXAMPLE, row, OTHER);

    assertThatThrownBy(() -> users(Tolerance.DEFAULT))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(
            "file ["
                + training()
                + "]: [1] of [3] lines are malformed (33.3333 %), the first at line [2]: "
                + problem)
        .hasMessageEndingWith("; expected at most [0.01 %]; correct or remove them, or allow more");
    assertThat(listener.malformed).singleElement().asString().startsWith("2: " + problem);
    assertThat(listener.lines).isEqualTo(3);
    assertThat(listener.malformedLines).isEqualTo(1);
  }

  @Test
  void next_malformedRowsAtTheThreshold_areLeftOut() throws Exception {
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < 20_000; row++) {
      rows.add(row == 7 || row == 19_999 ? "" : EXAMPLE);
    }
    write(rows.toArray(String[]::new));

    assertThat(users(Tolerance.DEFAULT)).hasSize(19_998);
    assertThat(listener.malformed).hasSize(2).first().asString().startsWith("8: found [1] columns");

    rows.set(8, "");
    write(rows.toArray(String[]::new));
    assertThatThrownBy(() -> users(Tolerance.DEFAULT))
        .hasMessageContaining("[3] of [20000] lines are malformed (0.015 %)");
  }

  @Test
  void next_manyMalformedRows_tellsTheFirstTwenty() throws Exception {
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < 100; row++) {
      rows.add(row % 2 == 0 ? EXAMPLE : "bad");
    }
    write(rows.toArray(String[]::new));

    assertThat(users(new Tolerance(0.5))).hasSize(50);
    assertThat(listener.malformed).hasSize(20).last().asString().startsWith("40: ");
    assertThat(listener.malformedLines).isEqualTo(50);
  }

  @Test
  void next_anotherFile_isNotReadToItsEnd() throws Exception {
    Files.writeString(training(), "some prose\n".repeat(50_000));

    assertThatThrownBy(() -> users(Tolerance.DEFAULT))
        .hasMessageContaining("[10000] of the first [10000] lines are malformed (100 %)");
  }

  @Test
  void next_onlyMalformedRowsAndAllAllowed_isStillRefused() throws Exception {
    write("bad");

    assertThatThrownBy(() -> users(new Tolerance(1)))
        .hasMessageContaining("has no line that is not malformed; name the right file");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 70})
  void next_lineLongerThanTheBuffer_isOneMalformedRow(int more) throws Exception {
    Files.writeString(
        training(),
        tabs(EXAMPLE)
            + "\n"
            + "1".repeat(ByteLines.LONGEST_LINE + more)
            + "\n"
            + tabs(OTHER)
            + "\n"
            + "1".repeat(3 * ByteLines.LONGEST_LINE));

    assertThat(users(new Tolerance(0.5))).containsExactly(490234, 0);
    assertThat(listener.malformed)
        .containsExactly(
            "2: line is longer than [1048576] bytes", "4: line is longer than [1048576] bytes");
  }

  @Test
  void open_missingFile_namesItAndWhatToDo() {
    assertThatThrownBy(() -> open(Tolerance.DEFAULT))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "file ["
                + training()
                + "]: not found, nor with [.gz]; expected the published file; name the folder that"
                + " holds it (see docs/kddcup.md)");
  }

  @Test
  void open_folderInsteadOfFile_isUnreadable() throws IOException {
    Files.createDirectory(training());

    assertThatThrownBy(() -> open(Tolerance.DEFAULT))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("file [" + training() + "]: cannot be read: ");
  }

  @Test
  void next_emptyFile_isRefused() throws IOException {
    Files.writeString(training(), "");

    assertThatThrownBy(() -> users(Tolerance.DEFAULT))
        .hasMessage(
            "file [" + training() + "]: is empty; expected at least one line; copy the file again");
  }

  @Test
  void next_cutGzip_saysAfterWhichLine() throws Exception {
    byte[] whole = gzip((tabs(EXAMPLE) + "\n").repeat(100_000));
    Files.write(training(), Arrays.copyOf(whole, whole.length - 12));

    assertThatThrownBy(() -> users(Tolerance.DEFAULT))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("file [" + training() + "]: cannot be read after line [")
        .hasMessageContaining("EOFException")
        .hasMessageEndingWith("; copy the file again, or make it readable");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void tolerance_outOfRange_isRefused(double share) {
    assertThatThrownBy(() -> new Tolerance(share))
        .hasMessage("share of malformed lines is [" + share + "]; expected [0] to [1]");
  }

  private List<Integer> users(Tolerance tolerance) throws DataException {
    List<Integer> users = new ArrayList<>();
    try (TrainingReader rows = open(tolerance)) {
      while (rows.next()) {
        users.add(rows.user());
      }
    }
    return users;
  }

  private TrainingReader open(Tolerance tolerance) throws DataException {
    return TrainingReader.open(folder, tolerance, listener);
  }

  private void write(String... rows) throws IOException {
    Files.writeString(training(), tabs(String.join("\n", rows)) + "\n");
  }

  private Path training() {
    return folder.resolve("training.txt");
  }

  private static String tabs(String row) {
    return row.replace(' ', '\t');
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
