package io.ctrrank.trainer.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.runtime.tokenizer.Tokenizer;
import io.ctrrank.trainer.data.ItemKnowledge;
import io.ctrrank.trainer.distillation.KnowledgeSplit.Taught;
import io.ctrrank.trainer.distillation.PhraseTokens;
import io.ctrrank.trainer.distillation.Scored;
import io.ctrrank.trainer.network.LayerTuning;
import io.ctrrank.trainer.network.PhraseDecoder;
import io.ctrrank.trainer.network.StudentNetwork;
import io.ctrrank.trainer.text.EncoderFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The decoder that writes phrases: token by token as all at once, and what it writes. */
final class PhraseDecoderTest {
  private static final int WIDTH = 24;
  private static final int TOKENS = 11;

  @TempDir Path folder;

  @Test
  void next_tokenByToken_givesTheLogitsOfAllAtOnce() {
    StudentNetwork network = network(new float[TOKENS], 16);
    PhraseDecoder decoder = network.decoder().orElseThrow();
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(network.parameters())) {
      TorchOps ops = TorchOps.evaluation(weights);
      Random random = new Random(2);
      Tensor states = Tensor.create(SyntheticLayer.gaussian(random, 2 * 3 * WIDTH, 1), 2, 3, WIDTH);
      Tensor mask = Tensor.create(new float[] {1, 1, 1, 1, 1, 0}, 2, 3);
      long[] written = {0, 5, 7, 2, 0, 4, 1, 9};
      PhraseDecoder.Draft<Tensor> start = decoder.start(ops, states, mask);

      float[] all =
          floats(decoder.logits(ops, start, Tensor.create(written, 2, 4), torch.ones(4, 4).tril()));
      PhraseDecoder.Draft<Tensor> draft = start;
      for (int place = 0; place < 4; place++) {
        PhraseDecoder.Next<Tensor> next =
            decoder.next(
                ops,
                draft,
                Tensor.create(new long[] {written[place], written[4 + place]}, 2, 1),
                Tensor.create(new long[] {place}, 1));
        draft = next.draft();
        float[] own = floats(next.logits());
        for (int row = 0; row < 2; row++) {
          for (int token = 0; token < TOKENS; token++) {
            assertThat(own[row * TOKENS + token])
                .isCloseTo(all[(row * 4 + place) * TOKENS + token], within(1e-5f));
          }
        }
      }
    }
  }

  @Test
  void logits_laterTokensAndPadding_changeNothingBefore() {
    StudentNetwork network = network(new float[TOKENS], 16);
    PhraseDecoder decoder = network.decoder().orElseThrow();
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(network.parameters())) {
      TorchOps ops = TorchOps.evaluation(weights);
      float[] values = SyntheticLayer.gaussian(new Random(2), 3 * WIDTH, 1);
      Tensor mask = Tensor.create(new float[] {1, 1, 0}, 1, 3);
      float[] one = logits(ops, decoder, values, mask, 0, 5, 7);
      Arrays.fill(values, 2 * WIDTH, 3 * WIDTH, 9);
      float[] other = logits(ops, decoder, values, mask, 0, 5, 3);

      for (int i = 0; i < 2 * TOKENS; i++) {
        assertThat(other[i]).isCloseTo(one[i], within(1e-5f));
      }
      assertThat(other[2 * TOKENS]).isNotCloseTo(one[2 * TOKENS], within(1e-4f));
    }
  }

  @Test
  void logits_beforeTraining_areAboutTheRatesAndDoNotRepeatTheInput() {
    int tokens = 3_000;
    float[] rates = new float[tokens];
    Arrays.fill(rates, (float) -Math.log(2.0 * tokens));
    rates[1] = (float) Math.log(0.5);
    StudentNetwork network = network(rates, 16);
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(network.parameters())) {
      long[] written = {0, 5, 7, 900, 2_000, 12, 4, 1_500};
      float[] logs =
          floats(
              all(
                      TorchOps.evaluation(weights),
                      network.decoder().orElseThrow(),
                      SyntheticLayer.gaussian(new Random(2), 3 * WIDTH, 1),
                      torch.ones(1, 3),
                      written)
                  .log_softmax(-1));

      double repeated = 0;
      double spread = 0;
      for (int i = 0; i < written.length; i++) {
        repeated += Math.exp(logs[i * tokens + (int) written[i]]) / written.length;
        for (int token = 0; token < tokens; token++) {
          spread += Math.pow(logs[i * tokens + token] - rates[token], 2) / logs.length;
        }
      }
      assertThat(repeated).isLessThan(0.05);
      assertThat(Math.sqrt(spread)).isBetween(0.3, 2.5);
    }
  }

  @Test
  void logits_beforeTraining_hangOnTheOrderOfWords() {
    float[] states = SyntheticLayer.gaussian(new Random(2), 3 * WIDTH, 1);
    float[] one = untrained(states, 0, 5, 7, 3);
    float[] other = untrained(states, 0, 7, 5, 3);

    double difference = 0;
    double length = 0;
    for (int i = 3 * TOKENS; i < 4 * TOKENS; i++) {
      difference += Math.pow(other[i] - one[i], 2);
      length += one[i] * one[i];
    }
    assertThat(Math.sqrt(difference / length)).isGreaterThan(0.1);
  }

  @Test
  void logits_longerStates_areTheSame() {
    float[] states = SyntheticLayer.gaussian(new Random(2), 3 * WIDTH, 1);
    float[] one = untrained(states, 0, 5);
    for (int i = 0; i < states.length; i++) {
      states[i] *= 3;
    }
    assertThat(untrained(states, 0, 5)).usingComparatorWithPrecision(1e-3f).containsExactly(one);
  }

  /** Logits of a network as it starts. */
  private static float[] untrained(float[] states, long... written) {
    StudentNetwork network = network(new float[TOKENS], 16);
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(network.parameters())) {
      return logits(
          TorchOps.evaluation(weights),
          network.decoder().orElseThrow(),
          states,
          torch.ones(1, 3),
          written);
    }
  }

  private static float[] logits(
      TorchOps ops, PhraseDecoder decoder, float[] states, Tensor mask, long... written) {
    return floats(all(ops, decoder, states, mask, written));
  }

  private static Tensor all(
      TorchOps ops, PhraseDecoder decoder, float[] states, Tensor mask, long... written) {
    return decoder.logits(
        ops,
        decoder.start(ops, Tensor.create(states, 1, 3, WIDTH), mask),
        Tensor.create(written, 1, written.length),
        torch.ones(written.length, written.length).tril());
  }

  @Test
  void write_afterTrainingOnOneItem_saysItsPhrases() throws Exception {
    ItemKnowledge knowledge =
        new ItemKnowledge(List.of("sci-fi action", "1990s film"), List.of("cult following"));
    EncoderFiles files = EncoderFiles.unpack(folder);
    try (Tokenizer tokenizer = Tokenizer.open(files.tokenizer());
        PointerScope scope = new PointerScope();
        Generator random = torch.createCPUGenerator(1)) {
      PhraseTokens tokens = PhraseTokens.of(tokenizer, List.of(new Taught(0, knowledge)));
      StudentNetwork network =
          network(tokens.logRates(List.of(new Taught(0, knowledge))), tokens.longest());
      StudentWriter writer = new StudentWriter(network.decoder().orElseThrow(), tokens);
      try (Weights weights = new Weights(network.parameters());
          AdamW optimizer = new AdamW(weights, p -> true, p -> 5e-3, p -> 0)) {
        Tensor states =
            Tensor.create(SyntheticLayer.gaussian(new Random(3), 2 * WIDTH, 1), 1, 2, WIDTH);
        Tensor mask = torch.ones(1, 2);
        double first = 0;
        double last = 0;
        for (int step = 0; step < 400; step++) {
          Tensor loss =
              writer.loss(TorchOps.training(weights, random), states, mask, List.of(knowledge));
          loss.backward();
          optimizer.step();
          last = loss.item_float();
          first = step == 0 ? last : first;
        }

        assertThat(first).isLessThan(Math.log(tokens.size()) + 1.5);
        assertThat(last).isLessThan(0.1);
        PhraseTokens.Draft draft =
            writer.write(TorchOps.evaluation(weights), states, mask).getFirst();
        assertThat(knowledge(draft)).isEqualTo(knowledge);
        assertThat(draft.explicit()).allMatch(phrase -> phrase.logit() > -0.2);
      }
    }
  }

  @Test
  void classEntropy_weightedChoices_isTheMeanOfTheirLogarithms() {
    try (Weights none = new Weights(List.of());
        PointerScope scope = new PointerScope()) {
      TorchOps ops = TorchOps.evaluation(none);
      Tensor logits = Tensor.create(new float[] {0, (float) Math.log(3), 5, 5, 1, 2}, 3, 2);
      Tensor loss =
          ops.classEntropy(
              logits,
              Tensor.create(new long[] {1, 0, 1}, 3),
              Tensor.create(new float[] {1, 1, 0}, 3));

      assertThat((double) loss.item_float())
          .isCloseTo(-(Math.log(0.75) + Math.log(0.5)) / 2, within(1e-6));
    }
  }

  @Test
  void phrases_ofASequence_areThoseItWasMadeOf_withTheMeanOfTheirLogs() throws Exception {
    ItemKnowledge knowledge = new ItemKnowledge(List.of("crime", "war film"), List.of("classic"));
    EncoderFiles files = EncoderFiles.unpack(folder);
    try (Tokenizer tokenizer = Tokenizer.open(files.tokenizer())) {
      List<Taught> taught = List.of(new Taught(0, knowledge));
      PhraseTokens tokens = PhraseTokens.of(tokenizer, taught);
      int[] sequence = tokens.sequence(knowledge);
      assertThat(sequence).hasSize(7);
      PhraseTokens.Draft draft = tokens.phrases(sequence, new float[] {-1, -9, -2, -4, -9, -5, -9});
      assertThat(knowledge(draft)).isEqualTo(knowledge);
      assertThat(draft.explicit()).extracting(Scored::logit).containsExactly(-1f, -3f);
      assertThat(draft.implicit()).extracting(Scored::logit).containsExactly(-5f);
      assertThat((double) tokens.logRates(taught)[PhraseTokens.SWITCH])
          .isCloseTo(Math.log(2.0 / (7 + tokens.size())), within(1e-6));
    }
  }

  private static ItemKnowledge knowledge(PhraseTokens.Draft draft) {
    return new ItemKnowledge(
        draft.explicit().stream().map(Scored::phrase).toList(),
        draft.implicit().stream().map(Scored::phrase).toList());
  }

  private static StudentNetwork network(float[] logRates, int longest) {
    return new StudentNetwork(
        List.of(SyntheticLayer.of(WIDTH, 40, 4, 2)),
        LayerTuning.allMatrices(2, 4),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.of(
            new PhraseDecoder.Shape(
                SyntheticLayer.gaussian(new Random(4), logRates.length * WIDTH, 0.2),
                logRates,
                longest,
                2,
                4,
                0)),
        1);
  }

  private static float[] floats(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.numel())];
    tensor.contiguous().data_ptr_float().get(values);
    return values;
  }
}
