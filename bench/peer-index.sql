-- Indexes a careful hand would give these questions.
CREATE INDEX 检查_1 ON 检查(机构, 检查日期, 行动, 单位);
CREATE INDEX 检查_2 ON 检查(编号, 行动);
CREATE INDEX 隐患_1 ON 隐患(机构, 发现日期, 级别, 编号, 检查);
CREATE INDEX 动作_1 ON 动作(编号, 日期, 顺序, 动作);
CREATE INDEX 处罚_1 ON 处罚(机构, 决定日期, 种类, 罚款);
ANALYZE;
