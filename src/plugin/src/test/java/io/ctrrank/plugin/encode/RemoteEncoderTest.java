package io.ctrrank.plugin.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.plugin.model.ModelLoader;
import io.ctrrank.plugin.model.ModelMemory;
import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.settings.CtrSettings;
import io.ctrrank.plugin.testing.ElasticsearchLogging;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.cluster.node.DiscoveryNode;
import org.elasticsearch.cluster.node.DiscoveryNodeUtils;
import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.elasticsearch.common.breaker.NoopCircuitBreaker;
import org.elasticsearch.common.settings.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(ElasticsearchLogging.class)
final class RemoteEncoderTest {
  private static final Duration TIME = Duration.ofSeconds(30);

  private static final short[] NONE = {};

  @TempDir private Path folder;
  private final RemoteCounts counts = new RemoteCounts();
  private final List<String> asked = new ArrayList<>();
  private ModelRegistry models;
  private String version;

  @BeforeEach
  void loadModel() throws IOException {
    BundleFixtures.msd("msd").write(folder);
    models =
        ModelRegistry.load(
            folder,
            new ModelLoader(
                CtrSettings.of(Settings.EMPTY),
                folder.resolve("no-natives"),
                Runnable::run,
                new ModelMemory(new NoopCircuitBreaker(ModelMemory.BREAKER))));
    version = models.require("msd").manifest().embedding().orElseThrow().version();
  }

  @AfterEach
  void closeModels() throws IOException {
    models.close();
  }

  @Test
  void nodeThatFails_isFollowedByTheNext() {
    RemoteEncoder encoder =
        encoder(
            false,
            (node, request) -> {
              if (node.getId().equals("e1")) {
                throw new ElasticsearchException("on purpose");
              }
              assertThat(request.embeddingVersion()).isEqualTo(version);
              assertThat(request.side()).isEqualTo(EncodeRequest.Side.USER);
              assertThat(request.remaining()).isPositive().isLessThanOrEqualTo(TIME);
              return new EncodeResponse(List.of(new short[] {1}, new short[] {2}));
            });

    assertThat(encoder.users(List.of("a", "b"))).containsExactly(new short[] {1}, new short[] {2});

    assertThat(asked).containsExactly("e1", "e2");
    assertThat(counts.snapshot())
        .containsEntry("encoded_remotely", 2L)
        .containsEntry("remote_failures", 1L);
  }

  @Test
  void noNodeAnswers_ownEncoderIsTheLastResort_ifItMay() {
    BiFunction<DiscoveryNode, EncodeRequest, EncodeResponse> failing =
        (node, request) -> {
          throw new ElasticsearchException("on purpose");
        };
    List<short[]> own = List.of(models.encoder(version).orElseThrow().item("red shoes").join());

    assertThat(encoder(true, failing).items(List.of("red shoes")))
        .usingRecursiveComparison()
        .isEqualTo(own);
    assertThat(counts.snapshot()).containsEntry("encoded_as_last_resort", 1L);
    assertThatThrownBy(() -> encoder(false, failing).items(List.of("red shoes")))
        .hasMessage("on purpose");
  }

  @Test
  void nodesThatFailed_areLeftAloneForASecond_whereThereIsALastResort() {
    RemoteEncoder encoder =
        encoder(
            true,
            (node, request) -> {
              throw new ElasticsearchException("on purpose");
            });

    encoder.items(List.of("a"));
    encoder.items(List.of("b"));

    assertThat(asked).hasSize(2);
  }

  @Test
  void nodeThatHasSomeInTime_isAskedForTheRest() {
    RemoteEncoder encoder =
        encoder(
            false,
            (node, request) -> {
              assertThat(request.takesSome()).isTrue();
              List<short[]> some = new ArrayList<>();
              for (int i = 0; i < request.texts().size(); i++) {
                some.add(i < 2 ? new short[] {(short) request.texts().get(i).length()} : NONE);
              }
              return new EncodeResponse(some);
            });

    assertThat(encoder.items(List.of("a", "bb", "ccc", "dddd", "eeeee", "ffffff")))
        .extracting(vector -> vector[0])
        .containsExactly((short) 1, (short) 2, (short) 3, (short) 4, (short) 5, (short) 6);

    assertThat(counts.snapshot())
        .containsEntry("encoded_remotely", 6L)
        .containsEntry("remote_failures", 0L);
  }

  @Test
  void nodeThatDoesNotGetOn_leavesTheRestToTheLastResort() {
    RemoteEncoder encoder =
        encoder(
            true,
            (node, request) -> {
              if (request.texts().size() == 1) {
                throw new ElasticsearchException("no time");
              }
              return new EncodeResponse(List.of(new short[] {7}, NONE));
            });
    short[] own = models.encoder(version).orElseThrow().item("red shoes").join();

    assertThat(encoder.items(List.of("a", "red shoes"))).containsExactly(new short[] {7}, own);

    assertThat(counts.snapshot())
        .containsEntry("encoded_remotely", 1L)
        .containsEntry("encoded_as_last_resort", 1L);
  }

  private RemoteEncoder encoder(
      boolean lastResort, BiFunction<DiscoveryNode, EncodeRequest, EncodeResponse> transport) {
    DiscoveryNodes cluster =
        DiscoveryNodes.builder()
            .add(DiscoveryNodeUtils.builder("data").roles(Set.of()).build())
            .add(encoderNode("e1"))
            .add(encoderNode("e2"))
            .localNodeId("data")
            .build();
    return new RemoteEncoder(
        version,
        new EncoderNodes(() -> cluster, System::nanoTime),
        (node, request) -> {
          asked.add(node.getId());
          return transport.apply(node, request);
        },
        models,
        TIME,
        lastResort,
        counts);
  }

  private static DiscoveryNode encoderNode(String id) {
    return DiscoveryNodeUtils.builder(id)
        .attributes(Map.of("ctr_encoder", "true", "ctr_wire", "4"))
        .roles(Set.of())
        .build();
  }
}
