package io.ctrrank.trainer.network;

import java.util.List;

/**
 * The shape of a network. Parts with a width or count of 0 are left out.
 *
 * @param idWidth width of ID embeddings
 * @param categoryWidth width of each categorical feature's embeddings
 * @param typeWidth width of event-type embeddings
 * @param activationWidth hidden width of DIN's activation unit
 * @param head widths of the head's hidden layers
 * @param dropout rate in the head
 * @param counts whether the click rates of items in training are read
 * @param text everything that reads adapted vectors
 */
public record NetworkOptions(
    int idWidth,
    int categoryWidth,
    int typeWidth,
    int activationWidth,
    List<Integer> head,
    double dropout,
    boolean counts,
    TextOptions text) {

  public NetworkOptions {
    head = List.copyOf(head);
  }

  /**
   * The text side of MSD.
   *
   * @param dimension width d of adapted vectors; 0 for a network without an encoder
   * @param adaptorWidth hidden width of the feature adaptors; 0 for linear ones
   * @param adaptorDropout rate in the adaptors
   * @param shortcut whether adaptors have the linear shortcut that starts from principal components
   * @param neighbours k of the top-k fusion; 0 leaves e_item out
   * @param userLevel whether the profile vector e'_u is read
   * @param kernels number of histogram kernels; 0 leaves the histogram out
   * @param kernelSigma width of a kernel
   * @param rates whether similarity-weighted type shares are read
   * @param attentionHeads heads of the target attention; 0 leaves it out
   * @param attentionWidth width of one head
   */
  public record TextOptions(
      int dimension,
      int adaptorWidth,
      double adaptorDropout,
      boolean shortcut,
      int neighbours,
      boolean userLevel,
      int kernels,
      double kernelSigma,
      boolean rates,
      int attentionHeads,
      int attentionWidth) {}
}
