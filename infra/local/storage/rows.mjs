// Lets the emulator find a row by its keys, as the service does. Azurite asks its in-memory database for the rows of the
// partition and looks through all of them at every insert, update and lookup, and through the whole table at every query:
// the millionth row costs a thousand times the thousandth. Here each table gets an index beside the database: partition,
// then row key. Nothing else is touched: what a request means, is checked for and answers stays Azurite's own.

const partitionAlone = /^PartitionKey eq '((?:[^']|'')*)'$/;
const rangeOfPartition = /^PartitionKey eq '((?:[^']|'')*)' and RowKey ge '((?:[^']|'')*)' and RowKey lt '((?:[^']|'')*)'$/;

const rangeOfPartitions = /^PartitionKey ge '((?:[^']|'')*)' and PartitionKey lt '((?:[^']|'')*)'$/;

const plain = (literal) => literal.replaceAll("''", "'");

/** Texts in order, in blocks: to put one more into a million costs no look at all of them. By UTF-16 units, as the service and Azurite compare. */
class SortedKeys {
  static #mostInBlock = 512;

  #blocks = [[]]; // none is empty but the only one

  constructor(sorted = []) {
    const half = SortedKeys.#mostInBlock / 2;
    for (let i = 0; i < sorted.length; i += half) {
      this.#blocks[i / half] = sorted.slice(i, i + half);
    }
  }

  /** @param key Not one that is there already. */
  add(key) {
    const at = this.#blockOf(key);
    const block = this.#blocks[at];
    block.splice(firstFrom(block, key), 0, key);
    if (block.length > SortedKeys.#mostInBlock) {
      this.#blocks.splice(at + 1, 0, block.splice(SortedKeys.#mostInBlock / 2));
    }
  }

  /** Those from a key (included) on, in order. */
  *from(key) {
    for (let at = this.#blockOf(key), i = firstFrom(this.#blocks[at], key); at < this.#blocks.length; at++, i = 0) {
      for (; i < this.#blocks[at].length; i++) {
        yield this.#blocks[at][i];
      }
    }
  }

  /** The last block that begins with the key or before it; the first when none does. */
  #blockOf(key) {
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#blocks[middle][0] <= key) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }

    return low;
  }
}

/** Where the first of sorted texts is that is no smaller than the key. */
function firstFrom(sorted, key) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < key) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }

  return low;
}

/** The rows of one partition. */
class Partition {
  #rows = new Map(); // a row that was deleted leaves its key with no row: most come back at once, since an update is both
  #keys = new SortedKeys();
  #deleted = 0;

  get(rowKey) {
    return this.#rows.get(rowKey);
  }

  set(rowKey, row) {
    if (this.#rows.get(rowKey) === undefined) {
      if (this.#rows.has(rowKey)) {
        this.#deleted--;
      } else {
        this.#keys.add(rowKey);
      }
    }

    this.#rows.set(rowKey, row);
  }

  delete(rowKey) {
    if (this.#rows.get(rowKey) !== undefined) {
      this.#rows.set(rowKey, undefined);
      this.#deleted++;
    }
  }

  /** The first rows from a key (included) up to another (not included; undefined for the end), in order. */
  range(from, before, most) {
    this.#dropDeleted();
    const found = [];
    for (const key of this.#keys.from(from)) {
      if (found.length === most || (before !== undefined && key >= before)) {
        break;
      }

      const row = this.#rows.get(key);
      if (row !== undefined) {
        found.push(row);
      }
    }

    return found;
  }

  #dropDeleted() {
    if (this.#deleted > 100 && this.#deleted > this.#rows.size / 2) {
      this.#keys = new SortedKeys([...this.#keys.from("")].filter((key) => this.#rows.get(key) !== undefined || !this.#rows.delete(key)));
      this.#deleted = 0;
    }
  }
}

/** The rows of one table, kept in step with the collection that stores them. */
class TableRows {
  #partitions = new Map();

  constructor(collection) {
    const { insert, remove, update, findOne } = collection;
    collection.data.forEach((row) => this.#set(row));
    collection.binaryIndices = {}; // unused from here on, and costly to keep
    collection.insert = (row, ...more) => {
      const inserted = insert.call(collection, row, ...more);
      this.#set(row);
      return inserted;
    };
    collection.remove = (row) => {
      const { PartitionKey, RowKey } = row;
      const removed = remove.call(collection, row);
      this.#partitions.get(PartitionKey)?.delete(RowKey);
      return removed;
    };
    collection.update = (row) => {
      const updated = update.call(collection, row);
      this.#set(row);
      return updated;
    };
    collection.findOne = (query) => {
      const { PartitionKey, RowKey, ...others } = query ?? {};
      return typeof PartitionKey === "string" && typeof RowKey === "string" && Object.keys(others).length === 0
        ? (this.#partitions.get(PartitionKey)?.get(RowKey) ?? null)
        : findOne.call(collection, query);
    };
  }

  range(partitionKey, from, before, most) {
    return this.#partitions.get(partitionKey)?.range(from, before, most) ?? [];
  }

  /** The first rows of the partitions from a key (included) up to another (not included), in order. */
  rangeOfPartitions(from, before, nextPartition, nextRow, most) {
    const found = [];
    for (const partitionKey of [...this.#partitions.keys()].filter((key) => key >= from && key < before && !(key < nextPartition)).sort()) {
      found.push(...this.range(partitionKey, partitionKey === nextPartition ? (nextRow ?? "") : "", undefined, most - found.length));
      if (found.length === most) {
        break;
      }
    }

    return found;
  }

  #set(row) {
    let partition = this.#partitions.get(row.PartitionKey);
    if (partition === undefined) {
      this.#partitions.set(row.PartitionKey, (partition = new Partition()));
    }

    partition.set(row.RowKey, row);
  }
}

/** @param store Azurite's LokiTableMetadataStore, the class. */
export function findRowsByKey(store) {
  const tables = new WeakMap();
  const { getEntityCollection, queryTableEntities } = store.prototype;

  store.prototype.getEntityCollection = function (...where) {
    const collection = getEntityCollection.apply(this, where);
    if (!tables.has(collection)) {
      tables.set(collection, new TableRows(collection));
    }

    return collection;
  };

  store.prototype.queryTableEntities = async function (context, account, table, options, nextPartitionKey, nextRowKey) {
    const filter = options.filter ?? "";
    const [one, several] = [rangeOfPartition.exec(filter) ?? partitionAlone.exec(filter), rangeOfPartitions.exec(filter)];
    const [nextPartition, nextRow] = [this.decodeContinuationHeader(nextPartitionKey), this.decodeContinuationHeader(nextRowKey)];
    if ((one === null && several === null) || (one !== null && nextPartition !== undefined && nextPartition !== plain(one[1]))) {
      return queryTableEntities.call(this, context, account, table, options, nextPartitionKey, nextRowKey);
    }

    const rows = tables.get(this.getEntityCollection(account, table, context));
    const most = this.getMaxResultsOption(options);
    let found;
    if (several !== null) {
      found = rows.rangeOfPartitions(plain(several[1]), plain(several[2]), nextPartition, nextRow, most + 1);
    } else {
      const [from, before] = one.length > 2 ? [plain(one[2]), plain(one[3])] : ["", undefined];
      found = rows.range(plain(one[1]), nextRow !== undefined && nextRow > from ? nextRow : from, before, most + 1);
    }

    const continuation = this.adjustQueryResultforTop(found, most);
    return [found, continuation.nextPartitionKeyResponse, continuation.nextRowKeyResponse];
  };
}
