package io.ctrrank.runtime.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.runtime.testing.BundleFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {
  @TempDir Path folder;
  private Tokenizer tokenizer;

  @BeforeEach
  void open() throws Exception {
    tokenizer =
        Tokenizer.open(BundleFixtures.msd("tiny-msd").write(folder).resolve("tokenizer.json"));
  }

  @AfterEach
  void close() {
    tokenizer.close();
    tokenizer.close();
  }

  @Test
  void encode_shortText_hasSpecialTokensAndNoPadding() {
    // The file asks for 3 tokens at most, padded to 64: neither may happen.
    TokenIds tokens = tokenizer.encode("Red shoes | nothing", 16);
    assertThat(tokens.ids()).containsExactly(2, 5, 8, 4, 1, 3);
    assertThat(tokens.types()).containsExactly(0, 0, 0, 0, 0, 0);
    assertThat(tokens.length()).isEqualTo(6);
  }

  @Test
  void encode_textAtTheLimitAndBeyond_keepsTheSpecialTokens() {
    assertThat(tokenizer.encode("red red red", 5).ids()).containsExactly(2, 5, 5, 5, 3);
    assertThat(tokenizer.encode("red red red shoes shoes", 5).ids()).containsExactly(2, 5, 5, 5, 3);
    assertThat(tokenizer.encode("red red red shoes shoes", 3).ids()).containsExactly(2, 5, 3);
    assertThat(tokenizer.encode("red red red shoes shoes", 5).types()).hasSize(5);
  }

  @Test
  void encode_emptyText_isTheSpecialTokens() {
    assertThat(tokenizer.encode("", 16).ids()).containsExactly(2, 3);
  }

  @Test
  void encode_halfASurrogateAtTheCut_isLeftOut() {
    String text = "x".repeat(3 * 128 - 1) + "\uD83D\uDE00 red";
    assertThat(tokenizer.encode(text, 3).ids()).containsExactly(2, 1, 3);
  }

  @Test
  void encode_unpairedSurrogate_doesNotFail() {
    assertThat(tokenizer.encode("red \uD83D red", 16).ids()).startsWith(2, 5).endsWith(5, 3);
  }

  @Test
  void places_anyText_areThoseOfItsTokens() {
    String text = "\uD83D\uDE00 Red  shoes";
    List<TokenPlace> places = tokenizer.places(text, 16);

    assertThat(places).hasSize(tokenizer.encode(text, 16).length());
    assertThat(places.getFirst()).isEqualTo(TokenPlace.NONE);
    assertThat(places.getLast()).isEqualTo(TokenPlace.NONE);
    assertThat(places.subList(places.size() - 3, places.size() - 1).stream().map(p -> of(text, p)))
        .containsExactly("Red", "shoes");
  }

  @Test
  void places_textThatIsCut_keepTheSpecialTokens() {
    assertThat(tokenizer.places("red shoes red shoes", 4))
        .containsExactly(
            TokenPlace.NONE, new TokenPlace(0, 3), new TokenPlace(4, 9), TokenPlace.NONE);
  }

  private static String of(String text, TokenPlace place) {
    return text.substring(place.from(), place.to());
  }

  @Test
  void open_anotherFile_saysThatItIsNoTokenizer() throws Exception {
    Path file = Files.writeString(folder.resolve("tokenizer.json"), "{\"version\": \"1.0\"}");
    assertThatThrownBy(() -> Tokenizer.open(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("file [tokenizer.json] is not a Hugging Face tokenizer: ");
  }

  @Test
  void open_binaryFile_saysThatItIsNoTokenizer() throws Exception {
    Path file = Files.write(folder.resolve("tokenizer.json"), new byte[] {8, (byte) 0xff, 3});
    assertThatThrownBy(() -> Tokenizer.open(file))
        .isInstanceOf(IOException.class)
        .hasMessage("file [tokenizer.json] is not a Hugging Face tokenizer: it is not UTF-8");
  }
}
