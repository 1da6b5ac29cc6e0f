# Sourced by transcripts that begin with a filled ledger: makes 县.tz.
cp "$CASES"/小县.yaml "$CASES"/简报.md "$CASES"/*.csv .
taizhang init 县.tz --pack 小县.yaml --org 云溪县 --as 王敏
for book in 机构 企业 人员 走访 问题; do
    taizhang import 县.tz $book $book.csv || exit
done
taizhang user add 县.tz 李强 审核
