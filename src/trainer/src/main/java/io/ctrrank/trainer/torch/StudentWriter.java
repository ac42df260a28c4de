package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.data.ItemKnowledge;
import io.ctrrank.trainer.distillation.PhraseTokens;
import io.ctrrank.trainer.network.PhraseDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Teaches a decoder to write phrases, and lets it write. */
final class StudentWriter {
  private final PhraseDecoder decoder;
  private final PhraseTokens tokens;

  StudentWriter(PhraseDecoder decoder, PhraseTokens tokens) {
    this.decoder = decoder;
    this.tokens = tokens;
  }

  /**
   * Teacher-forced loss: {@code -(1/sum |y|) sum log P(y_t | y_<t, x)} (eq. 1 of arXiv 2412.06860
   * with its sign and prefix put right). Prompt and padding do not count.
   *
   * @param encoded states {@code [B, T, h]}
   * @param mask {@code [B, T]}
   * @param knowledge what is to be written, one a row
   */
  Tensor loss(TorchOps ops, Tensor encoded, Tensor mask, List<ItemKnowledge> knowledge) {
    int[][] sequences = knowledge.stream().map(tokens::sequence).toArray(int[][]::new);
    int n = Arrays.stream(sequences).mapToInt(s -> s.length).max().orElseThrow();
    int b = sequences.length;
    long[] written = new long[b * n];
    int tokensInAll = Arrays.stream(sequences).mapToInt(s -> s.length).sum();
    long[] expected = new long[tokensInAll];
    long[] places = new long[tokensInAll];
    int at = 0;
    for (int i = 0; i < b; i++) {
      written[i * n] = PhraseTokens.START;
      for (int t = 0; t < sequences[i].length; t++) {
        expected[at] = sequences[i][t];
        places[at] = (long) i * n + t;
        at++;
        if (t + 1 < n) {
          written[i * n + t + 1] = sequences[i][t];
        }
      }
    }
    Tensor logits =
        decoder.logitsAt(
            ops,
            decoder.start(ops, encoded, mask),
            Tensor.create(written, b, n),
            torch.ones(n, n).tril(),
            Tensor.create(places, tokensInAll));
    return ops.classEntropy(logits, Tensor.create(expected, tokensInAll), torch.ones(tokensInAll));
  }

  /**
   * Writes the likeliest token each time.
   *
   * @return the phrases of each row
   */
  List<PhraseTokens.Draft> write(TorchOps ops, Tensor encoded, Tensor mask) {
    int b = (int) encoded.size(0);
    int[][] sequences = new int[b][tokens.longest()];
    float[][] logs = new float[b][tokens.longest()];
    boolean[] done = new boolean[b];
    long[] last = new long[b];
    float[] log = new float[b];
    Arrays.fill(last, PhraseTokens.START);
    PhraseDecoder.Draft<Tensor> draft = decoder.start(ops, encoded, mask);
    int open = b;
    for (int t = 0; t < tokens.longest() && open > 0; t++) {
      PhraseDecoder.Next<Tensor> next =
          decoder.next(ops, draft, Tensor.create(last, b, 1), Tensor.create(new long[] {t}, 1));
      draft = next.draft();
      T_TensorTensor_T likeliest = next.logits().log_softmax(-1).max(-1);
      likeliest.get1().contiguous().data_ptr_long().get(last);
      likeliest.get0().contiguous().data_ptr_float().get(log);
      for (int i = 0; i < b; i++) {
        sequences[i][t] = done[i] ? PhraseTokens.END : (int) last[i];
        logs[i][t] = log[i];
        if (!done[i] && last[i] == PhraseTokens.END) {
          done[i] = true;
          open--;
        }
      }
    }
    List<PhraseTokens.Draft> drafts = new ArrayList<>();
    for (int i = 0; i < b; i++) {
      drafts.add(tokens.phrases(sequences[i], logs[i]));
    }
    return drafts;
  }
}
