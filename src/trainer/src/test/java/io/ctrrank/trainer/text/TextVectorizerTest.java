package io.ctrrank.trainer.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TextVectorizerTest {
  private static final List<String> MANY =
      IntStream.range(0, 1200).mapToObj(i -> "text ".repeat(i % 9) + i).toList();

  @TempDir Path folder;

  private final Recorder listener = new Recorder();

  @Test
  void vectors_manyTextsOnTwoThreads_keepTheirOrder() throws IOException {
    FakeEncoderSource source = new FakeEncoderSource("a");

    assertVectors(vectorize(source, new TextGroup(MANY, 64)), MANY, 64);

    assertThat(listener.done).isEqualTo(1200);
    assertThat(listener.total).isEqualTo(1200);
    assertThat(source.closed).isEqualTo(1);
  }

  @Test
  void vectors_secondRun_asksNoEncoder() throws IOException {
    vectorize(new FakeEncoderSource("a"), new TextGroup(MANY, 64));
    FakeEncoderSource second = new FakeEncoderSource("a");

    assertVectors(vectorize(second, new TextGroup(MANY, 64)), MANY, 64);

    assertThat(second.opened).isZero();
  }

  @Test
  void vectors_fewNewTexts_encodesOnlyThose() throws IOException {
    vectorize(new FakeEncoderSource("a"), new TextGroup(MANY, 64));
    FakeEncoderSource second = new FakeEncoderSource("a");
    List<String> more = Stream.concat(MANY.stream(), Stream.of("new", "new")).toList();

    assertVectors(vectorize(second, new TextGroup(more, 64)), more, 64);

    assertThat(second.encoded).containsExactly("new");
  }

  @Test
  void vectors_twoAtATime_encodeEachTextOnce() throws Exception {
    FakeEncoderSource first = new FakeEncoderSource("a");
    FakeEncoderSource second = new FakeEncoderSource("a");
    try (ExecutorService both = Executors.newFixedThreadPool(2)) {
      List<Callable<List<float[][]>>> wanted =
          List.of(
              () -> vectorizer(first, new Recorder()).vectors(List.of(new TextGroup(MANY, 64))),
              () -> vectorizer(second, new Recorder()).vectors(List.of(new TextGroup(MANY, 64))));
      for (Future<List<float[][]>> each : both.invokeAll(wanted)) {
        assertThat(each.get().getFirst()).hasNumberOfRows(MANY.size());
      }
    }

    assertThat(first.encoded.size() + second.encoded.size()).isEqualTo(MANY.size());
  }

  @Test
  void vectors_otherEncoderOrLength_areOthers() throws IOException {
    vectorize(new FakeEncoderSource("a"), new TextGroup(List.of("x"), 64));
    FakeEncoderSource otherEncoder = new FakeEncoderSource("b");
    FakeEncoderSource otherLength = new FakeEncoderSource("a");

    vectorize(otherEncoder, new TextGroup(List.of("x"), 64));
    assertVectors(vectorize(otherLength, new TextGroup(List.of("x"), 32)), List.of("x"), 32);

    assertThat(otherEncoder.encoded).containsExactly("x");
    assertThat(otherLength.encoded).containsExactly("x");
  }

  @Test
  void vectors_emptyText_isATextToo() throws IOException {
    assertVectors(
        vectorize(new FakeEncoderSource("a"), new TextGroup(List.of(""), 64)), List.of(""), 64);
  }

  @Test
  void vectors_noTexts_isEmpty() throws IOException {
    assertThat(vectorize(new FakeEncoderSource("a"), new TextGroup(List.of(), 64))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"flipped", "cut", "emptied", "foreign"})
  void vectors_damagedFile_isToldAndEncodedAgain(String damage) throws IOException {
    vectorize(new FakeEncoderSource("a"), new TextGroup(MANY, 64));
    Path pack = packs().getFirst();
    damage(pack, damage);
    FakeEncoderSource second = new FakeEncoderSource("a");

    assertVectors(vectorize(second, new TextGroup(MANY, 64)), MANY, 64);

    assertThat(listener.damaged)
        .singleElement()
        .asString()
        .contains("vector file [" + pack + "] is damaged: ");
    assertThat(second.encoded).hasSizeBetween(1, 512);
    FakeEncoderSource third = new FakeEncoderSource("a");
    vectorize(third, new TextGroup(MANY, 64));
    assertThat(third.opened).isZero();
  }

  @Test
  void vectors_encoderFails_keepsWhatWasDone() throws IOException {
    // The text that fails sorts behind the first full pack.
    List<String> texts = new ArrayList<>(MANY.stream().filter(t -> t.length() < 7).toList());
    IntStream.range(0, 600).forEach(i -> texts.add("t" + i));
    texts.add("explode");

    assertThatThrownBy(() -> vectorize(new FakeEncoderSource("a"), new TextGroup(texts, 64)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("encoder failed: java.lang.IllegalStateException: no memory");

    assertThat(packs()).isNotEmpty();
  }

  @Test
  void write_unfinishedFile_isNotRead() throws IOException {
    vectorize(new FakeEncoderSource("a"), new TextGroup(List.of("x"), 64));
    Files.writeString(packs().getFirst().resolveSibling("pack123.tmp"), "half");

    vectorize(new FakeEncoderSource("a"), new TextGroup(List.of("x"), 64));

    assertThat(listener.damaged).isEmpty();
  }

  private static void damage(Path pack, String damage) throws IOException {
    byte[] bytes = Files.readAllBytes(pack);
    switch (damage) {
      case "flipped" -> bytes[bytes.length / 2] ^= 1;
      case "cut" -> bytes = Arrays.copyOf(bytes, bytes.length - 5);
      case "emptied" -> bytes = new byte[0];
      default -> bytes = new byte[4096];
    }
    Files.write(pack, bytes);
  }

  private float[][] vectorize(FakeEncoderSource source, TextGroup texts) throws IOException {
    return vectorizer(source, listener).vectors(List.of(texts)).getFirst();
  }

  private TextVectorizer vectorizer(FakeEncoderSource source, EncodeListener hears) {
    return new TextVectorizer(folder, source, 2, hears);
  }

  private List<Path> packs() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".pack")).sorted().toList();
    }
  }

  private static void assertVectors(float[][] vectors, List<String> texts, int maxTokens) {
    assertThat(vectors)
        .isDeepEqualTo(
            texts.stream()
                .map(text -> FakeEncoderSource.expected(text, maxTokens))
                .toArray(float[][]::new));
  }

  private static final class Recorder implements EncodeListener {
    long done;
    long total;
    final List<String> damaged = new ArrayList<>();

    @Override
    public void encoded(long done, long total, double share) {
      assertThat(share).isBetween(0.0, 1.0);
      this.done = done;
      this.total = total;
    }

    @Override
    public void damaged(String message) {
      damaged.add(message);
    }
  }
}
