package io.ctrrank.live.demo;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleException;
import java.nio.file.Path;

/**
 * A model of the demo.
 *
 * @param id as requests name it
 * @param schema its inputs
 */
public record Model(String id, FeatureSchema schema) {

  /** Reads the model of an assembled bundle. */
  public static Model of(Path bundle) throws BundleException {
    Bundle opened = Bundle.open(bundle);
    return new Model(opened.manifest().id(), opened.manifest().schema());
  }

  /** Whether requests may state a profile. */
  public boolean readsProfile() {
    return schema.profile().isPresent();
  }
}
