package io.ctrrank.trainer.text;

/** Hears of encoding; calls come one at a time. */
public interface EncodeListener {
  /** Hears nothing. */
  EncodeListener SILENT =
      new EncodeListener() {
        @Override
        public void encoded(long done, long total) {}

        @Override
        public void damaged(String message) {}
      };

  /** So many of the texts that were not in the store are encoded. */
  void encoded(long done, long total);

  /** A damaged file was found in the store and will be replaced. */
  void damaged(String message);
}
