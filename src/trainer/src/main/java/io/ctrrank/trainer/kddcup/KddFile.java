package io.ctrrank.trainer.kddcup;

import io.ctrrank.trainer.data.DataException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of KDD Cup 2012 track 2, by their published names. Text, TAB between columns. */
public enum KddFile {
  /** One row a (user, ad, query, depth, position), with impressions and clicks. */
  TRAINING("training.txt"),
  /** Hashed words of queries. */
  QUERY_TOKENS("queryid_tokensid.txt"),
  /** Hashed words of the keywords that advertisers bought. */
  KEYWORD_TOKENS("purchasedkeywordid_tokensid.txt"),
  /** Hashed words of ad titles. */
  TITLE_TOKENS("titleid_tokensid.txt"),
  /** Hashed words of ad descriptions. */
  DESCRIPTION_TOKENS("descriptionid_tokensid.txt"),
  /** Gender and age class of users. */
  USER_PROFILES("userid_profile.txt");

  private static final String COMPRESSED = ".gz";

  private final String fileName;

  KddFile(String fileName) {
    this.fileName = fileName;
  }

  /** The published name. */
  public String fileName() {
    return fileName;
  }

  /**
   * The file in a folder: the plain one, else the one with {@code .gz} behind its name.
   *
   * @throws DataException if neither is there
   */
  public Path in(Path folder) throws DataException {
    Path plain = folder.resolve(fileName);
    if (Files.exists(plain)) {
      return plain;
    }
    Path compressed = folder.resolve(fileName + COMPRESSED);
    if (Files.exists(compressed)) {
      return compressed;
    }
    throw DataException.inFile(
        plain,
        "not found, nor with ["
            + COMPRESSED
            + "]; expected the published file; name the folder that holds it (see docs/kddcup.md)");
  }
}
