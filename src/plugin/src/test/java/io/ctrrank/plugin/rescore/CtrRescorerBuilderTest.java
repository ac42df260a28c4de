package io.ctrrank.plugin.rescore;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.behavior.BehaviorSequence;
import io.ctrrank.core.scoring.RankBy;
import io.ctrrank.core.scoring.ScoreFormula;
import io.ctrrank.plugin.request.CtrRequest;
import io.ctrrank.plugin.request.ExperimentInput;
import io.ctrrank.plugin.request.ModelChoice;
import io.ctrrank.plugin.request.OnFailure;
import io.ctrrank.plugin.request.Ranking;
import io.ctrrank.plugin.request.ServingOptions;
import io.ctrrank.plugin.request.UserInput;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.elasticsearch.common.io.stream.NamedWriteableRegistry;
import org.elasticsearch.common.io.stream.Writeable;
import org.elasticsearch.search.rescore.RescorerBuilder;
import org.elasticsearch.test.AbstractXContentSerializingTestCase;
import org.elasticsearch.xcontent.NamedXContentRegistry;
import org.elasticsearch.xcontent.ParseField;
import org.elasticsearch.xcontent.XContentParser;

/** Every request survives JSON and the wire, window included; different requests differ. */
@SuppressWarnings({"rawtypes", "unchecked"}) // the framework's test wants one type for both
public final class CtrRescorerBuilderTest
    extends AbstractXContentSerializingTestCase<RescorerBuilder> {
  @Override
  protected NamedWriteableRegistry getNamedWriteableRegistry() {
    return new NamedWriteableRegistry(
        List.of(
            new NamedWriteableRegistry.Entry(
                RescorerBuilder.class,
                CtrRescorerBuilder.NAME,
                in -> new CtrRescorerBuilder(CtrRescorerBuilderTest::noNode, in))));
  }

  @Override
  protected NamedXContentRegistry xContentRegistry() {
    return new NamedXContentRegistry(
        List.of(
            new NamedXContentRegistry.Entry(
                RescorerBuilder.class,
                new ParseField(CtrRescorerBuilder.NAME),
                parser ->
                    CtrRescorerBuilder.fromXContent(CtrRescorerBuilderTest::noNode, parser))));
  }

  @Override
  protected RescorerBuilder doParseInstance(XContentParser parser) throws IOException {
    parser.nextToken();
    return RescorerBuilder.parseFromXContent(parser, name -> {});
  }

  @Override
  protected Writeable.Reader<RescorerBuilder> instanceReader() {
    return in -> new CtrRescorerBuilder(CtrRescorerBuilderTest::noNode, in);
  }

  @Override
  protected RescorerBuilder createTestInstance() {
    return builder(randomRequest()).windowSize(between(1, 10_000));
  }

  @Override
  protected RescorerBuilder mutateInstance(RescorerBuilder instance) {
    CtrRescorerBuilder builder = (CtrRescorerBuilder) instance;
    int window = builder.windowSize();
    CtrRequest request = builder.request();
    CtrRequest other =
        switch (between(0, 3)) {
          case 0 -> withModel(request, request.model() + "2");
          case 1 ->
              request.withServing(
                  new ServingOptions(
                      request.serving().timeout(),
                      request.serving().onFailure(),
                      !request.serving().shadow()));
          case 2 -> request.withRanking(randomValueOtherThan(request.ranking(), () -> ranking()));
          default -> request;
        };
    return builder(other).windowSize(other == request ? window + 1 : window);
  }

  private static CtrRequest withModel(CtrRequest request, String model) {
    return request.withChoice(ModelChoice.named(model));
  }

  public void testWindow_isRequired() {
    assertTrue(builder(randomRequest()).isWindowSizeRequired());
  }

  private static CtrServices noNode() {
    throw new AssertionError("nothing here needs a node");
  }

  private static CtrRescorerBuilder builder(CtrRequest request) {
    return new CtrRescorerBuilder(CtrRescorerBuilderTest::noNode, request);
  }

  private static ModelChoice unnamed() {
    return ModelChoice.unnamed(
        randomBoolean()
            ? ExperimentInput.NONE
            : new ExperimentInput(optionalName(), optionalName(), optionalName(), false));
  }

  private static Optional<String> optionalName() {
    return randomBoolean() ? Optional.of(randomAlphaOfLength(4)) : Optional.empty();
  }

  private static CtrRequest randomRequest() {
    return new CtrRequest(
        randomBoolean() ? ModelChoice.named(randomAlphaOfLength(5)) : unnamed(),
        randomUser(),
        ranking(),
        randomBoolean() ? Optional.of(randomAlphaOfLength(9)) : Optional.empty(),
        new ServingOptions(
            randomBoolean()
                ? Optional.of(Duration.ofNanos(randomLongBetween(0, 3_600_000_000_000L)))
                : Optional.empty(),
            randomFrom(OnFailure.values()),
            randomBoolean()));
  }

  private static Ranking ranking() {
    double weight = randomBoolean() ? 0 : randomDoubleBetween(0, 10, true);
    if (randomBoolean()) {
      return new Ranking(new ScoreFormula(RankBy.CTR, 1, weight, 0), Optional.empty());
    }
    double alpha = randomBoolean() ? 1 : randomDoubleBetween(0.01, 10, true);
    double minEcpm = randomBoolean() ? 0 : randomDoubleBetween(0, 1e9, true);
    return new Ranking(
        new ScoreFormula(RankBy.ECPM, alpha, weight, minEcpm), Optional.of(randomAlphaOfLength(4)));
  }

  private static UserInput randomUser() {
    Optional<BehaviorSequence> history =
        randomBoolean()
            ? Optional.of(
                new BehaviorSequence(
                    randomList(0, 20, () -> BehaviorEvent.click(randomAlphaOfLength(3)))))
            : Optional.empty();
    Optional<String> profile =
        randomBoolean() ? Optional.of(randomAlphaOfLength(20)) : Optional.empty();
    return new UserInput(
        randomBoolean() ? Optional.of(randomAlphaOfLength(6)) : Optional.empty(), history, profile);
  }
}
