package io.ctrrank.plugin.rescore;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.behavior.BehaviorSequence;
import io.ctrrank.core.scoring.RankBy;
import io.ctrrank.plugin.request.CtrRequest;
import io.ctrrank.plugin.request.UserInput;
import java.io.IOException;
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
    if (randomBoolean()) {
      return builder(request).windowSize(window + 1);
    }
    CtrRequest other =
        new CtrRequest(
            request.model() + "2",
            request.user(),
            request.rankBy(),
            request.bidField(),
            request.queryText());
    return builder(other).windowSize(window);
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

  private static CtrRequest randomRequest() {
    boolean ecpm = randomBoolean();
    return new CtrRequest(
        randomAlphaOfLength(5),
        randomUser(),
        ecpm ? RankBy.ECPM : RankBy.CTR,
        ecpm ? Optional.of(randomAlphaOfLength(4)) : Optional.empty(),
        randomBoolean() ? Optional.of(randomAlphaOfLength(9)) : Optional.empty());
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
    boolean named = (history.isPresent() || profile.isPresent()) && randomBoolean();
    return new UserInput(
        named ? Optional.of(randomAlphaOfLength(6)) : Optional.empty(), history, profile);
  }
}
