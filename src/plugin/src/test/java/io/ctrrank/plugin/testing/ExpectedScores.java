package io.ctrrank.plugin.testing;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.inference.CandidateBatch;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.inference.UserContext.HistoryItem;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.scoring.RankBy;
import io.ctrrank.core.scoring.ScoreFormula;
import io.ctrrank.runtime.testing.TinyFormula;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The scores that a tiny model must give, computed from the documents alone: no node, no ONNX.
 *
 * @param manifest of the model
 * @param words of its tokenizer
 * @param catalogue the ads of the searched indices, by id
 */
public record ExpectedScores(
    ModelManifest manifest, List<String> words, Map<String, Ad> catalogue) {

  public ExpectedScores {
    catalogue = Map.copyOf(catalogue);
  }

  /** Scores of {@code manifest} over {@code ads}. */
  public static ExpectedScores of(ModelManifest manifest, List<String> words, List<Ad> ads) {
    return new ExpectedScores(
        manifest,
        words,
        ads.stream()
            .filter(ad -> ad.id() != null)
            .collect(Collectors.toMap(Ad::item, Function.identity())));
  }

  /** The user as the coordinator resolves it: items that no index holds have no vector. */
  public UserContext user(List<BehaviorEvent> history, @Nullable String profile) {
    return user(history, profile, null);
  }

  /** The same of a search with a text. */
  public UserContext user(
      List<BehaviorEvent> history, @Nullable String profile, @Nullable String query) {
    FeatureSchema schema = manifest.schema();
    List<HistoryItem> items =
        history.stream()
            .limit(schema.history().maxLength())
            .map(
                event ->
                    new HistoryItem(
                        event.item(),
                        schema.itemIds().row(event.item()),
                        schema.history().typeNumber(event.type()),
                        vector(catalogue.get(event.item()))))
            .toList();
    return new UserContext(
        items,
        profile == null ? null : TinyFormula.userVector(manifest, words, profile),
        query == null ? null : TinyFormula.itemVector(manifest, words, query));
  }

  /** pCTR of an ad. */
  public double pCtr(Ad ad, UserContext user) {
    return manifest.calibration().pCtr(logit(ad, user));
  }

  /** pCTR of an ad whose vector is not there. */
  public double pCtrOfFallback(Ad ad, UserContext user) {
    return manifest.calibration().pCtr(logit(ad, user, null));
  }

  /** {@code _score} of an ad. */
  public float score(Ad ad, UserContext user, RankBy rankBy) {
    return score(ad, user, ScoreFormula.of(rankBy), Float.NaN);
  }

  /** {@code _score} of an ad by a formula that may read its first-pass score. */
  public float score(Ad ad, UserContext user, ScoreFormula formula, float firstPass) {
    return formula.score(pCtr(ad, user), bid(ad), firstPass);
  }

  private static double bid(Ad ad) {
    return Optional.ofNullable(ad.bid()).orElse(Double.NaN).doubleValue();
  }

  /** Logit of an ad. */
  public float logit(Ad ad, UserContext user) {
    return logit(ad, user, vector(ad));
  }

  private float logit(Ad ad, UserContext user, short @Nullable [] vector) {
    CandidateBatch batch = new CandidateBatch(manifest.schema(), 1);
    if (ad.id() != null) {
      batch.setItem(0, ad.id());
    }
    int position = 0;
    for (String category : new TreeSet<>(ad.categories())) {
      batch.setCategorical(0, 0, position++, category);
    }
    if (ad.year() != null) {
      batch.setNumeric(0, 0, ad.year());
    }
    batch.setVector(0, vector);
    return TinyFormula.logits(manifest, user, batch)[0];
  }

  private short @Nullable [] vector(@Nullable Ad ad) {
    if (ad == null || manifest.schema().itemText().isEmpty()) {
      return null;
    }
    String text = ad.text(manifest.schema().itemText().get());
    return text.isEmpty() ? null : TinyFormula.itemVector(manifest, words, text);
  }
}
