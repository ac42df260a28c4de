package io.ctrrank.trainer.text;

/** Hears of encoding; calls come one at a time. */
public interface EncodeListener {
  /** Hears nothing. */
  EncodeListener SILENT =
      new EncodeListener() {
        @Override
        public void encoded(long done, long total, double share) {}

        @Override
        public void damaged(String message) {}
      };

  /**
   * So many of the texts that were not in the store are encoded.
   *
   * @param done texts encoded
   * @param total texts to encode in all
   * @param share estimated share of the work done, 0 to 1; long texts are more work
   */
  void encoded(long done, long total, double share);

  /** A damaged file was found in the store and will be replaced. */
  void damaged(String message);
}
