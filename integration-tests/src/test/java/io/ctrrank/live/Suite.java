package io.ctrrank.live;

import io.ctrrank.live.ads.AdsIndex;
import io.ctrrank.live.ads.Films;
import io.ctrrank.live.demo.Model;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.LiveNode;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.node.TemporaryNode;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import java.io.IOException;
import java.util.List;

/**
 * What the tests share: a node with the bundles msd and din and a broken one beside them, and an
 * index with all films. Closed after the last test.
 */
final class Suite implements AutoCloseable {
  /** Index with every film. */
  static final String ADS = "ads";

  static final List<String> MODELS = List.of("msd", "din");

  private final TemporaryNode temporary;
  private final Dataset dataset;

  private Suite(TemporaryNode temporary, Dataset dataset) {
    this.temporary = temporary;
    this.dataset = dataset;
  }

  static Suite start() throws IOException, InterruptedException, DataException {
    Dataset dataset = Films.read();
    Artifacts artifacts = Artifacts.ofBuild();
    TemporaryNode temporary =
        TemporaryNode.start(
            artifacts, MODELS, folder -> BrokenBundle.addTo(folder, artifacts.bundle("din")));
    try {
      AdsIndex.load(temporary.node().client(), ADS, 1, dataset.catalogue().items());
      return new Suite(temporary, dataset);
    } catch (IOException | RuntimeException e) {
      temporary.close();
      throw e;
    }
  }

  LiveNode node() {
    return temporary.node();
  }

  NodeClient client() {
    return node().client();
  }

  Dataset dataset() {
    return dataset;
  }

  Model model(String id) throws BundleException {
    return Model.of(Artifacts.ofBuild().bundle(id));
  }

  @Override
  public void close() throws IOException {
    temporary.close();
  }
}
