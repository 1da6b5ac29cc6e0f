# Sourced by library.case: reports of two fictional bureaus in 素材/.
for year in 2021 2022 2023; do
    next=$((year + 1)) n=$((year - 1895))
    cat >素材/水利$year.txt <<TEXT
云溪县水利局${year}年工作总结

一、${year}年工作完成情况
（一）河道清障。全年清理河道${n}公里，待处理问题12个，已全部处理。
（二）防汛备汛。开展汛前检查24次，ＡＢＣ类水库安全运行。
二、存在的问题
基层力量不足，部分河道岸线被占用。
三、${next}年工作计划
（一）继续推进河道清障，计划清理河道150公里。
（二）完成小型水库除险加固8座。
TEXT
done
cat >素材/应急2023.txt <<'TEXT'
云溪县应急管理局关于开展隐患排查的通知

各乡镇：
请于6月底前完成圳口片区隐患排查，逐条河道、逐座水库登记造册。
##paidend##
联系人：李强。
TEXT
