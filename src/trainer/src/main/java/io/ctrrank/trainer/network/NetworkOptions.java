package io.ctrrank.trainer.network;

import io.ctrrank.core.bundle.EmbeddingManifest;
import java.util.List;

/**
 * The shape of a network. Parts with a width or count of 0 are left out.
 *
 * @param backbone which network
 * @param idWidth width of ID embeddings
 * @param categoryWidth width of each categorical feature's embeddings
 * @param typeWidth width of event-type embeddings
 * @param activationWidth hidden width of DIN's activation unit
 * @param head widths of the head's hidden layers
 * @param dropout rate in the head, and in the last layers of what stands beside it
 * @param counts whether DIN reads the click rates of items in training; DeepFM always does
 * @param content what stands beside an item's ID embedding in DIN
 * @param text everything that reads adapted vectors
 * @param characters the character convolutions of DeepCharMatch
 * @param incentive the relevance incentive of PRINT
 * @param encoder what stands on the encoder's trainable layer
 * @param cross the cross layers beside the head's MLP; DIN only
 * @param alignment weight of the loss that aligns adapted vectors with a DIN's ID vectors; 0
 *     without
 */
public record NetworkOptions(
    Backbone backbone,
    int idWidth,
    int categoryWidth,
    int typeWidth,
    int activationWidth,
    List<Integer> head,
    double dropout,
    boolean counts,
    Content content,
    TextOptions text,
    CharacterOptions characters,
    IncentiveOptions incentive,
    EncoderOptions encoder,
    CrossOptions cross,
    double alignment) {

  public NetworkOptions {
    head = List.copyOf(head);
  }

  /** The same DIN without anything that reads adapted vectors, and without cross layers. */
  NetworkOptions withoutText() {
    return new NetworkOptions(
        backbone,
        idWidth,
        categoryWidth,
        typeWidth,
        activationWidth,
        head,
        dropout,
        counts,
        Content.NONE,
        TextOptions.NONE,
        characters,
        incentive,
        encoder,
        CrossOptions.NONE,
        0);
  }

  /** Width of one adapted vector; 0 without any. */
  public int adaptedWidth() {
    return text.dimension() > 0
        ? text.dimension()
        : Math.max(content.width(), incentive.dimension());
  }

  /** Width of the item vectors that the network reads; 0 without any. */
  public int itemVectorWidth() {
    return text.dimension() > 0 ? text.itemWidth() : adaptedWidth();
  }

  /** The networks. */
  public enum Backbone {
    /** {@link DinNetwork}. */
    DIN,
    /** {@link DeepFmNetwork}. */
    DEEP_FM,
    /** {@link DeepCharMatch} alone. */
    DEEP_CHAR_MATCH,
    /** {@link DeepCharMatch} beside {@link DinNetwork}. */
    DEEP_CHAR_MATCH_DIN,
    /** {@link PrintNetwork}. */
    PRINT,
    /** {@link NumBertNetwork}. */
    NUM_BERT,
    /** {@link Bert4CtrNetwork}. */
    BERT4CTR,
    /** {@link SukdNetwork}. */
    SUKD
  }

  /**
   * What stands beside an item's ID embedding: the controls of what MSD makes of texts.
   *
   * @param source where it comes from
   * @param width width of the vectors; 0 without
   */
  public record Content(Source source, int width) {
    /** IDs alone. */
    public static final Content NONE = new Content(Source.NONE, 0);

    /** Sources of content vectors. */
    public enum Source {
      /** None. */
      NONE,
      /** The encoder's frozen vector through one linear layer. */
      FROZEN_VECTOR,
      /** Knowledge phrases, multi-hot. */
      PHRASES
    }
  }

  /**
   * The text side of MSD.
   *
   * @param dimension width d of adapted vectors; 0 for a network without an encoder
   * @param adaptorWidth hidden width of the feature adaptors; 0 for linear ones
   * @param adaptorDropout rate in the adaptors
   * @param shortcut whether adaptors have the linear shortcut that starts from principal components
   * @param neighbours k of the top-k fusion; 0 leaves e_item out, {@link #ALL_NEIGHBOURS} sums all
   *     clicks
   * @param userLevel whether the profile vector e'_u is read
   * @param kernels number of histogram kernels; 0 leaves the histogram out
   * @param kernelSigma width of a kernel
   * @param rates whether similarity-weighted type shares are read
   * @param attentionHeads heads of the target attention; 0 leaves it out
   * @param attentionWidth width of one head
   * @param knowledge how many vectors of knowledge phrases items have beside that of their text;
   *     each is read as the text's is
   * @param gate whether what is read of knowledge is weighed by how often the item was shown
   * @param experts expert MLPs of an adaptor's own, and as many shared ones; 0 for one MLP alone
   * @param query whether the text of the search is read
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
      int attentionWidth,
      int knowledge,
      boolean gate,
      int experts,
      boolean query) {
    /** In place of k: no selection. */
    public static final int ALL_NEIGHBOURS = EmbeddingManifest.ALL_NEIGHBOURS;

    /** No text. */
    public static final TextOptions NONE =
        new TextOptions(0, 0, 0, false, 0, false, 0, 0, false, 0, 0, 0, false, 0, false);

    /** Width of an item's vectors side by side. */
    int itemWidth() {
      return (1 + knowledge) * dimension;
    }

    /** How a vector of phrases is read. */
    TextOptions ofKnowledge() {
      return new TextOptions(
          dimension,
          adaptorWidth,
          adaptorDropout,
          shortcut,
          neighbours,
          false,
          kernels,
          kernelSigma,
          rates,
          attentionHeads,
          attentionWidth,
          0,
          false,
          experts,
          false);
    }
  }

  /**
   * The shape of DeepCharMatch.
   *
   * @param width width of character embeddings; 0 without
   * @param queryLength characters of a query that are read, a multiple of 16
   * @param itemLength characters of an item's text that are read, a multiple of 16
   * @param channels channels of the convolutions over a text
   * @param crossChannels channels of the convolutions over the match tensor
   * @param hidden width of the fully connected layer
   */
  public record CharacterOptions(
      int width, int queryLength, int itemLength, int channels, int crossChannels, int hidden) {
    /** No characters. */
    public static final CharacterOptions NONE = new CharacterOptions(0, 0, 0, 0, 0, 0);
  }

  /**
   * The shape of PRINT's incentive.
   *
   * @param dimension width d of query and item vectors; 0 without
   * @param pairWidth width of the vector of a query-item pair
   * @param attentionWidth width of queries and keys of the two attentions
   * @param hidden width of the discerning net's hidden layer
   * @param temperature of the Gumbel-softmax
   */
  public record IncentiveOptions(
      int dimension, int pairWidth, int attentionWidth, int hidden, double temperature) {
    /** No incentive. */
    public static final IncentiveOptions NONE = new IncentiveOptions(0, 0, 0, 0, 0);
  }

  /**
   * The shape of the cross layers.
   *
   * @param layers how many; 0 without
   * @param rank of their matrices
   */
  public record CrossOptions(int layers, int rank) {
    /** No cross layers. */
    public static final CrossOptions NONE = new CrossOptions(0, 0);
  }

  /**
   * The shape of networks that train the top layer of a language model.
   *
   * @param featureTokens n of BERT4CTR: tokens that the features become
   * @param vectorWidth width of SuKD's supplementary feature
   * @param twinWidth hidden width of SuKD's light encoder
   * @param dropout rate in the transformer layer
   */
  public record EncoderOptions(int featureTokens, int vectorWidth, int twinWidth, double dropout) {
    /** No trainable layer. */
    public static final EncoderOptions NONE = new EncoderOptions(0, 0, 0, 0);
  }
}
