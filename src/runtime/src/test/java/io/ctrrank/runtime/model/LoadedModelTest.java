package io.ctrrank.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import io.ctrrank.core.inference.CandidateBatch;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.runtime.onnx.OnnxEngine;
import io.ctrrank.runtime.testing.BundleCorruption;
import io.ctrrank.runtime.testing.BundleFixtures;
import io.ctrrank.runtime.testing.TinyFormula;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LoadedModelTest {
  private static final AttributeProto AXIS_0 =
      AttributeProto.newBuilder()
          .setName("axis")
          .setType(AttributeProto.AttributeType.INT)
          .setI(0)
          .build();

  private static final BundleFixtures MSD = BundleFixtures.msd("tiny-msd");

  @TempDir Path folder;
  private final SharedEncoders encoders = new SharedEncoders();
  private OnnxEngine engine;
  private Path directory;

  @BeforeEach
  void open() throws Exception {
    engine = OnnxEngine.create(Device.CPU);
    directory = MSD.write(folder);
  }

  @AfterEach
  void close() {
    assertThat(encoders.open()).as("encoder sessions left open").isZero();
    engine.close();
  }

  @Test
  void load_modelWithEncoder_scoresAndEncodesAsTheFormula() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(2);
        LoadedModel model = LoadedModel.load(Bundle.open(directory), engine, encoders, threads)) {
      assertThat(model.manifest().id()).isEqualTo("tiny-msd");
      assertThat(model.digest()).isEqualTo(Bundle.open(directory).digest());
      short[] red = model.encoder().orElseThrow().item("Red shoes | Hats").get();
      short[] liked = model.encoder().orElseThrow().user("likes hats").get();
      assertThat(red)
          .isEqualTo(TinyFormula.itemVector(model.manifest(), MSD.words(), "Red shoes | Hats"));
      assertThat(liked)
          .isEqualTo(TinyFormula.userVector(model.manifest(), MSD.words(), "likes hats"));
      CandidateBatch candidates = new CandidateBatch(model.manifest().schema(), 3);
      candidates.setItem(0, "i5");
      candidates.setCategorical(1, 0, 0, "hats");
      candidates.setVector(2, red);
      UserContext user = new UserContext(List.of(), liked);
      float[] expected = TinyFormula.logits(model.manifest(), user, candidates);
      float[] logits = model.scorer().logits(user, candidates);
      for (int i = 0; i < 3; i++) {
        assertThat(logits[i]).isCloseTo(expected[i], within(1e-5f));
      }
    }
  }

  @Test
  void load_modelWithoutEncoder_hasNoQueue() throws Exception {
    Bundle bundle = Bundle.open(BundleFixtures.din("tiny-din").write(folder));
    try (LoadedModel model = LoadedModel.load(bundle, engine, encoders, Runnable::run)) {
      assertThat(model.encoder()).isEmpty();
      assertThat(encoders.open()).isZero();
    }
  }

  @Test
  void load_twoModelsWithOneEncoder_shareItUntilTheLastIsClosed() throws Exception {
    Bundle second = Bundle.open(BundleFixtures.msd("second").write(folder));
    LoadedModel first = LoadedModel.load(Bundle.open(directory), engine, encoders, Runnable::run);
    LoadedModel other = LoadedModel.load(second, engine, encoders, Runnable::run);
    assertThat(encoders.open()).isEqualTo(1);
    first.close();
    first.close();
    assertThat(encoders.open()).isEqualTo(1);
    assertThat(other.encoder().orElseThrow().item("red")).isCompleted();
    other.close();
    assertThat(encoders.open()).isZero();
  }

  @Test
  void load_modelsWithOtherEncoders_doNotShare() throws Exception {
    Bundle second = Bundle.open(BundleFixtures.msd("second").withTokenTypes(false).write(folder));
    try (LoadedModel first =
            LoadedModel.load(Bundle.open(directory), engine, encoders, Runnable::run);
        LoadedModel other = LoadedModel.load(second, engine, encoders, Runnable::run)) {
      assertThat(encoders.open()).isEqualTo(2);
      assertThat(first.encoder()).isNotSameAs(other.encoder());
    }
  }

  @Test
  void close_model_refusesFurtherWork() throws Exception {
    LoadedModel model = LoadedModel.load(Bundle.open(directory), engine, encoders, Runnable::run);
    model.close();
    CompletableFuture<short[]> refused = model.encoder().orElseThrow().item("red");
    assertThatThrownBy(refused::get).hasMessageContaining("encode queue is closed");
    CandidateBatch candidates = new CandidateBatch(model.manifest().schema(), 1);
    assertThatThrownBy(() -> model.scorer().logits(UserContext.anonymous(), candidates))
        .hasMessageContaining("model [tiny-msd] is closed");
  }

  @Test
  void load_inputOfAnotherName_saysWhichIsMissingAndWhatThereIs() throws Exception {
    BundleCorruption.renameInput(directory, "ctr.onnx", "item_vector", "item_vectors");
    assertRefused(
        "model bundle [tiny-msd]: file [ctr.onnx] does not contain the required input"
            + " [item_vector]; it contains [item_id, item_category, item_numeric,",
        "item_vectors,");
    directory = MSD.write(folder);
    BundleCorruption.renameInput(directory, "item_adaptor.onnx", "attention_mask", "mask");
    assertRefused(
        "file [item_adaptor.onnx] does not contain the required input [attention_mask]; it contains"
            + " [hidden_states, mask]");
    directory = MSD.write(folder);
    BundleCorruption.renameInput(directory, "encoder.onnx", "input_ids", "ids");
    assertRefused("file [encoder.onnx] does not contain the required input [input_ids]");
  }

  @Test
  void load_inputThatNothingFeeds_isNamed() throws Exception {
    editCtr(graph -> graph.addInput(graph.getInput(0).toBuilder().setName("query_vector").build()));
    assertRefused(
        "file [ctr.onnx] has an input [query_vector] that nothing in the manifest feeds; the"
            + " manifest feeds [item_id, item_category, item_numeric, history_item, history_type,"
            + " item_vector, item_fallback, history_vector, history_vector_mask, user_vector,"
            + " user_known]");
  }

  @Test
  void load_outputOfAnotherName_isNamed() throws Exception {
    editCtr(
        graph -> {
          graph.getOutputBuilder(0).setName("score");
          graph.getNodeBuilder(graph.getNodeCount() - 1).setOutput(0, "score");
        });
    assertRefused(
        "file [ctr.onnx] does not contain the required output [logit]; it contains [score]");
  }

  @Test
  void load_inputOfAnotherShape_saysBothShapes() throws Exception {
    editCtr(
        graph ->
            shape(graph, "item_category")
                .setDim(1, TensorShapeProto.Dimension.newBuilder().setDimValue(4)));
    assertRefused(
        "file [ctr.onnx] declares input [item_category] as [int64 [?, 4]]; expected [int64 [?,"
            + " 3]]");
    directory = MSD.write(folder);
    editCtr(
        graph ->
            shape(graph, "item_id")
                .setDim(0, TensorShapeProto.Dimension.newBuilder().setDimValue(1)));
    assertRefused("file [ctr.onnx] declares input [item_id] as [int64 [1]]; expected [int64 [?]]");
  }

  @Test
  void load_adaptorOfAnotherWidth_saysBothShapes() throws Exception {
    Path wide = BundleFixtures.msd("wide").withDimensions(8, 24).write(folder);
    BundleCorruption.replace(
        directory, "item_adaptor.onnx", Bundle.open(wide).file("item_adaptor.onnx"));
    assertRefused(
        "file [item_adaptor.onnx] declares input [hidden_states] as [float32 [?, ?, 24]]; expected"
            + " [float32 [?, ?, 12]]");
  }

  @Test
  void load_adaptorThatGivesTwoVectorsForAText_isFoundByTheFirstRun() throws Exception {
    BundleCorruption.editGraph(
        directory,
        "item_adaptor.onnx",
        graph -> {
          NodeProto.Builder last = graph.getNodeBuilder(graph.getNodeCount() - 1);
          last.setOpType("Concat").addInput(last.getInput(0)).addAttribute(AXIS_0);
        });
    assertRefused(
        "file [item_adaptor.onnx] does not run: graph [item_adaptor.onnx] gives vectors of shape [2,"
            + " 8]; expected [texts, dimension], which are [1, 8]");
  }

  @Test
  void load_encoderOfAnotherWidth_saysBothWidths() throws Exception {
    Path wide = BundleFixtures.msd("wide").withDimensions(8, 24).write(folder);
    BundleCorruption.replace(directory, "encoder.onnx", Bundle.open(wide).file("encoder.onnx"));
    assertRefused(
        "file [encoder.onnx] gives hidden states of width [24] but the manifest says"
            + " [encoder_dimension 12]");
  }

  @Test
  void load_vocabularyLargerThanTheTable_isFoundByTheFirstRun() throws Exception {
    BundleCorruption.replace(
        directory,
        "category.vocab",
        "shoes\nshirts\nhats\nbooks\nbelts\n".getBytes(StandardCharsets.UTF_8));
    assertRefused("file [ctr.onnx] does not run: graph [ctr.onnx] failed: ", "Gather");
  }

  @Test
  void load_fileThatIsNoTokenizer_isRefused() throws Exception {
    BundleCorruption.replace(directory, "tokenizer.json", "{}".getBytes(StandardCharsets.UTF_8));
    assertRefused("file [tokenizer.json] is not a Hugging Face tokenizer");
  }

  @Test
  void load_weightsThatAreNotNumbers_areFoundByTheFirstRun() throws Exception {
    editCtr(
        graph -> {
          for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
            for (int i = 0; i < tensor.getFloatDataCount(); i++) {
              tensor.setFloatData(i, Float.NaN);
            }
          }
        });
    assertRefused(
        "file [ctr.onnx] does not run: model [tiny-msd] gives logit [NaN] for candidate [0]");
  }

  @Test
  void load_operatorOutsideTheStandard_isNamed() throws Exception {
    editCtr(
        graph ->
            graph.addNode(
                NodeProto.newBuilder().setDomain("com.microsoft").setOpType("FusedMatMul")));
    assertRefused(
        "file [ctr.onnx] uses operators [com.microsoft.FusedMatMul]; expected only operators of the"
            + " ONNX standard");
  }

  @Test
  void load_weightsInAnotherFile_areNamed() throws Exception {
    editCtr(
        graph ->
            graph.addInitializer(
                TensorProto.newBuilder()
                    .setName("secret")
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)));
    assertRefused("file [ctr.onnx] keeps tensors [secret] in other files");
  }

  @Test
  void load_fileThatIsNoGraph_isRefused() throws Exception {
    for (String content : List.of("", "no graph at all")) {
      BundleCorruption.replace(directory, "ctr.onnx", content.getBytes(StandardCharsets.UTF_8));
      assertRefused("model bundle [tiny-msd]: file [ctr.onnx] ");
    }
  }

  @Test
  void load_oneBundleRefused_othersServeOn() throws Exception {
    Bundle sound = Bundle.open(BundleFixtures.msd("sound").write(folder));
    try (LoadedModel model = LoadedModel.load(sound, engine, encoders, Runnable::run)) {
      BundleCorruption.renameInput(directory, "user_adaptor.onnx", "hidden_states", "states");
      assertRefused("file [user_adaptor.onnx] does not contain the required input [hidden_states]");
      assertThat(model.encoder().orElseThrow().item("red")).isCompleted();
      assertThat(encoders.open()).isEqualTo(1);
    }
  }

  @Test
  void options_belowOne_areRefused() {
    assertThatThrownBy(() -> new ModelOptions(1, 0, 1))
        .hasMessage(
            "model options are [scorer concurrency 1, encode parallelism 0, encode capacity 1];"
                + " expected at least 1 each");
    assertThat(ModelOptions.defaults().encodeParallelism()).isPositive();
  }

  private void editCtr(Consumer<GraphProto.Builder> edit) throws Exception {
    BundleCorruption.editGraph(directory, "ctr.onnx", edit);
  }

  private static TensorShapeProto.Builder shape(GraphProto.Builder graph, String input) {
    return graph.getInputBuilderList().stream()
        .filter(value -> value.getName().equals(input))
        .findFirst()
        .orElseThrow()
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder();
  }

  private void assertRefused(String... parts) throws Exception {
    int open = encoders.open();
    Bundle bundle = Bundle.open(directory);
    assertThatThrownBy(() -> LoadedModel.load(bundle, engine, encoders, Runnable::run))
        .isInstanceOf(BundleException.class)
        .hasMessageContainingAll(parts);
    assertThat(encoders.open()).isEqualTo(open);
  }
}
