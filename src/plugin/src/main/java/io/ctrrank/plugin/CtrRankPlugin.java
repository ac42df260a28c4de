package io.ctrrank.plugin;

import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.plugins.SearchPlugin;

/** The plugin {@code ctr-rank}: wires the rescorer {@code ctr} into a node. */
public final class CtrRankPlugin extends Plugin implements SearchPlugin {}
